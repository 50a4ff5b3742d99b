import type { ScratchCard } from '../../application/make-scratch-cards.ts';
import { PdfPage, writePdf, type Place } from './pdf-document.ts';

/** A card as large as a credit card (ISO/IEC 7810, ID-1), in millimetres; two beside each other, five below. */
const CARD = { width: 85.6, height: 54 } as const;
const COLUMNS = 2;
const ROWS = 5;
const MARGIN = { x: (210 - COLUMNS * CARD.width) / 2, y: (297 - ROWS * CARD.height) / 2 } as const;

/** Codes on a card: five in a row, below the head. */
const CODES_IN_ROW = 5;
const CODE = { width: 16.2, height: 2.95, left: 3, top: 13.4 } as const;

export type CardLanguage = 'en' | 'zh';

const TEXTS = {
  en: {
    font: 'sans', head: 'scratch card', serial: 'Serial', validTo: 'Valid to',
    rule: 'Use the codes in their order, each of them once.',
  },
  zh: {
    font: 'chinese', head: '刮刮卡', serial: '序列号', validTo: '有效期至',
    rule: '请按编号顺序使用，每个令牌码只能使用一次。',
  },
} as const;

/** Cards to be printed and cut out: ten on a page of A4. Each code stands beside its number. */
export function cardSheet(cards: readonly ScratchCard[], language: CardLanguage): Buffer {
  const pages: PdfPage[] = [];
  for (const [index, card] of cards.entries()) {
    const onPage = index % (COLUMNS * ROWS);
    if (onPage === 0) pages.push(new PdfPage());
    const page = pages.at(-1);
    const place = { x: MARGIN.x + (onPage % COLUMNS) * CARD.width, y: MARGIN.y + Math.floor(onPage / COLUMNS) * CARD.height };
    if (page !== undefined) drawCard(page, place, card, language);
  }
  return writePdf('Countersign scratch cards', pages);
}

function drawCard(page: PdfPage, { x, y }: Place, { serial, codes, endsAt }: ScratchCard, language: CardLanguage): void {
  const { font, head, serial: serialLabel, validTo, rule } = TEXTS[language];
  page.rectangle({ x, y }, CARD);
  page.text({ x: x + CODE.left, y: y + 5 }, 'Countersign', { font: 'bold', size: 8 });
  page.text({ x: x + 21, y: y + 5 }, head, { font, size: 8 });
  page.text({ x: x + CODE.left, y: y + 9 }, serialLabel, { font, size: 6.5, grey: 0.35 });
  page.text({ x: x + 14, y: y + 9 }, serial, { font: 'mono', size: 8 });
  if (endsAt !== undefined) {
    page.text({ x: x + 56, y: y + 9 }, validTo, { font, size: 6.5, grey: 0.35 });
    page.text({ x: x + 67.5, y: y + 9 }, lastDay(endsAt), { font: 'mono', size: 6.5 });
  }
  for (const [index, code] of codes.entries()) {
    const cell = { x: x + CODE.left + (index % CODES_IN_ROW) * CODE.width, y: y + CODE.top + Math.floor(index / CODES_IN_ROW) * CODE.height };
    page.text(cell, String(index + 1).padStart(2, '0'), { font: 'sans', size: 4.5, grey: 0.45 });
    page.text({ ...cell, x: cell.x + 2.6 }, code, { font: 'mono', size: 6.5 });
  }
  page.text({ x: x + CODE.left, y: y + CARD.height - 2.6 }, rule, { font, size: 5.5, grey: 0.35 });
}

/** The day (UTC) of the last moment at which the card is good. */
function lastDay(endsAt: string): string {
  return new Date(Date.parse(endsAt) - 1).toISOString().slice(0, 'YYYY-MM-DD'.length);
}
