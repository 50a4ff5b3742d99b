/**
 * Writes plain PDF documents (ISO 32000-1): pages of A4 with text and rectangles. Fonts are those that every viewer
 * brings – Helvetica, Courier, and for Chinese the Adobe-GB1 collection – so that none has to be shipped.
 */
import { deflateSync } from 'node:zlib';

/** Millimetres from the upper left corner. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

export type Font = 'sans' | 'bold' | 'mono' | 'chinese';
const FONTS = ['sans', 'bold', 'mono', 'chinese'] as const satisfies readonly Font[];

const POINTS = 72 / 25.4;
const PAGE = { width: 210, height: 297 } as const;

/** What is drawn on one page. */
export class PdfPage {
  readonly #drawn: string[] = [];
  readonly #fonts = new Set<Font>();

  get fonts(): ReadonlySet<Font> {
    return this.#fonts;
  }

  /** @param size of the letters, in points; `text` in Latin-1 (a question mark stands for what is not), and for the Chinese font in the Basic Multilingual Plane */
  text({ x, y }: Place, text: string, { font, size, grey = 0 }: { readonly font: Font; readonly size: number; readonly grey?: number }): void {
    this.#fonts.add(font);
    this.#drawn.push(`BT ${grey} g /${font} ${size} Tf ${points(x)} ${points(PAGE.height - y)} Td ${shown(text, font)} Tj ET`);
  }

  rectangle({ x, y }: Place, { width, height }: { readonly width: number; readonly height: number }): void {
    this.#drawn.push(`0.3 w 0.6 G ${points(x)} ${points(PAGE.height - y - height)} ${points(width)} ${points(height)} re S`);
  }

  contents(): Buffer {
    return Buffer.from(this.#drawn.join('\n'), 'latin1');
  }
}

/** @param title of the document, ASCII */
export function writePdf(title: string, pages: readonly PdfPage[]): Buffer {
  const objects = new Objects();
  // A viewer without Chinese letters has nothing to complain of in a document without them.
  const fonts = FONTS.filter((font) => pages.some((page) => page.fonts.has(font))).map((font) => `/${font} ${objects.add(FONT_OBJECTS[font](objects))} 0 R`).join(' ');
  const tree = objects.reserve();
  const kids = pages.map((page) => {
    const contents = objects.addStream(page.contents());
    return objects.add(`<< /Type /Page /Parent ${tree} 0 R /MediaBox [0 0 ${points(PAGE.width)} ${points(PAGE.height)}] /Resources << /Font << ${fonts} >> >> /Contents ${contents} 0 R >>`);
  });
  objects.set(tree, `<< /Type /Pages /Count ${kids.length} /Kids [${kids.map((kid) => `${kid} 0 R`).join(' ')}] >>`);
  const catalog = objects.add(`<< /Type /Catalog /Pages ${tree} 0 R >>`);
  const information = objects.add(`<< /Title ${literal(title)} >>`);
  return objects.file(catalog, information);
}

const simpleFont = (name: string): string => `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
const FONT_OBJECTS: Readonly<Record<Font, (objects: Objects) => string>> = {
  sans: () => simpleFont('Helvetica'),
  bold: () => simpleFont('Helvetica-Bold'),
  mono: () => simpleFont('Courier-Bold'),
  // ISO 32000-1 section 9.7: a composite font by its name and character collection; the viewer has or replaces it.
  chinese: (objects) => {
    const descriptor = objects.add('<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>');
    const descendant = objects.add(`<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor ${descriptor} 0 R /DW 1000 >>`);
    return `<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light-UniGB-UCS2-H /Encoding /UniGB-UCS2-H /DescendantFonts [${descendant} 0 R] >>`;
  },
};

/** Numbered objects, and the table of where each begins (ISO 32000-1 section 7.5). */
class Objects {
  readonly #bodies: (Buffer | undefined)[] = [];

  reserve(): number {
    return this.#bodies.push(undefined);
  }

  set(number: number, body: string): void {
    this.#bodies[number - 1] = Buffer.from(body, 'latin1');
  }

  add(body: string): number {
    return this.#bodies.push(Buffer.from(body, 'latin1'));
  }

  addStream(content: Buffer): number {
    const packed = deflateSync(content);
    return this.#bodies.push(Buffer.concat([Buffer.from(`<< /Length ${packed.length} /Filter /FlateDecode >>\nstream\n`, 'latin1'), packed, Buffer.from('\nendstream', 'latin1')]));
  }

  file(catalog: number, information: number): Buffer {
    // The second line has bytes above 127, so that nobody takes the file for text.
    const parts = [Buffer.from('%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n', 'latin1')];
    const offsets: number[] = [];
    let length = parts[0]?.length ?? 0;
    for (const [index, body] of this.#bodies.entries()) {
      offsets.push(length);
      const part = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`, 'latin1'), body ?? Buffer.from('null'), Buffer.from('\nendobj\n', 'latin1')]);
      parts.push(part);
      length += part.length;
    }
    const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
    const size = offsets.length + 1;
    parts.push(Buffer.from(`xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root ${catalog} 0 R /Info ${information} 0 R >>\nstartxref\n${length}\n%%EOF\n`, 'latin1'));
    return Buffer.concat(parts);
  }
}

function shown(text: string, font: Font): string {
  if (font !== 'chinese') return literal(text);
  return `<${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`;
}

/** A string (section 7.3.4.2). What Latin-1 has no byte for would be cut to the byte of something else, such as a bracket. */
const literal = (text: string): string => `(${text.replaceAll(NOT_LATIN_1, '?').replaceAll(/[\\()]/g, String.raw`\$&`)})`;
const NOT_LATIN_1 = /[^\x20-\x7e\u00a0-\u00ff]/gu;
const points = (millimetres: number): string => (millimetres * POINTS).toFixed(2);
