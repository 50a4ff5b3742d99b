import { type Chart, rounded, thousands } from './report.ts';

const WIDTH = 980;
const LABELS = 450;
const FIGURES = 90;
const BAR = 18;
const ROW = 26;
const HEADING = 44;
const MARGIN = 16;

/** Charts below one another, as one SVG that is readable on light and on dark pages. */
export function chartsSvg(charts: readonly Chart[]): string {
  let top = MARGIN;
  const groups = charts.map((chart) => {
    const group = `<g transform="translate(0 ${top})">${chartSvg(chart)}</g>`;
    top += HEADING + chart.bars.length * ROW + MARGIN;
    return group;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${top}" viewBox="0 0 ${WIDTH} ${top}" font-family="system-ui, sans-serif" font-size="13">
<rect width="100%" height="100%" fill="#ffffff"/>
${groups.join('\n')}
</svg>
`;
}

function chartSvg({ title, unit, bars }: Chart): string {
  const longest = Math.max(0, ...bars.map(({ value }) => value));
  const scale = longest === 0 ? 0 : (WIDTH - LABELS - FIGURES - 2 * MARGIN) / longest;
  const lines = bars.map(({ label, value, ours }, index) => {
    const y = HEADING + index * ROW;
    const width = Math.max(1, value * scale);
    const middle = y + BAR / 2 + 5;
    return `<text x="${MARGIN + LABELS - 10}" y="${middle}" text-anchor="end" fill="#333333">${escaped(label)}</text>` +
      `<rect x="${MARGIN + LABELS}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" fill="${ours ? '#0b6e99' : '#b0b7bf'}"/>` +
      `<text x="${(MARGIN + LABELS + width + 6).toFixed(1)}" y="${middle}" fill="#333333">${value >= 1000 ? thousands(value) : rounded(value)}</text>`;
  });
  return `<text x="${MARGIN}" y="20" font-size="15" font-weight="600" fill="#111111">${escaped(title)} (${escaped(unit)})</text>${lines.join('')}`;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
