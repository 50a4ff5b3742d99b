import { Flex, theme } from 'antd';
import type { ReactNode } from 'react';
import { useFormat } from '../i18n/format.ts';
import { localeOf, useLanguage, useTexts } from '../i18n/index.ts';
import { axisTicks } from './axis-ticks.ts';
import { labelsOf } from './bar-labels.ts';
import { useWidth } from './use-width.ts';

export interface StackedBar {
  readonly key: string;
  readonly label: string;
  readonly accepted: number;
  readonly challenged: number;
  readonly refused: number;
}

const CHART = { width: 900, height: 220, top: 10, labels: 24, axis: 44 } as const;
/** A few bars do not fill the chart. */
const WIDEST = 90;

/** Sign-ins in a bar per span of time: accepted below, questions, refusals on top. Sums stand below for who sees no chart. */
export function StackedBars({ label, bars }: { readonly label: string; readonly bars: readonly StackedBar[] }): ReactNode {
  const t = useTexts();
  const format = useFormat();
  const { language } = useLanguage();
  const short = new Intl.NumberFormat(localeOf(language), { notation: 'compact' });
  const { token } = theme.useToken();
  // Drawn in the pixels that there are: letters are as large as those around the chart.
  const [width, watchWidth] = useWidth(CHART.width);
  const parts = [
    { name: 'accepted', colour: token.colorSuccess }, { name: 'challenged', colour: token.colorInfo }, { name: 'refused', colour: token.colorError },
  ] as const;
  const ticks = axisTicks(Math.max(...bars.map(({ accepted, challenged, refused }) => accepted + challenged + refused), 1));
  const most = ticks.at(-1) ?? 1;
  const base = CHART.height - CHART.labels;
  const room = Math.max(1, width - CHART.axis);
  const step = Math.min(WIDEST, room / Math.max(1, bars.length));
  const heightOf = (count: number): number => count / most * (base - CHART.top);
  return (
    <figure ref={watchWidth} style={{ margin: 0 }}>
      <svg viewBox={`0 0 ${width} ${CHART.height}`} width="100%" role="img" aria-label={label} style={{ display: 'block' }}>
        {ticks.map((tick) => (
          <g key={tick}>
            <line x1={CHART.axis} x2={width} y1={base - heightOf(tick)} y2={base - heightOf(tick)} stroke={token.colorBorderSecondary} />
            <text x={CHART.axis - 8} y={base - heightOf(tick) + 4} textAnchor="end" fontSize="12" fill={token.colorTextSecondary}>{short.format(tick)}</text>
          </g>
        ))}
        {bars.map((bar, index) => {
          let below = 0;
          return (
            <g key={bar.key}>
              <title>{`${bar.label}: ${format.series(parts.map(({ name }) => `${format.number(bar[name])} ${t.reports[name]}`))}`}</title>
              {/* An empty minute tells its numbers, too. */}
              <rect x={CHART.axis + index * step} y={0} width={step} height={base} fill="transparent" />
              {parts.map(({ name, colour }) => {
                const height = heightOf(bar[name]);
                below += height;
                return <rect key={name} x={CHART.axis + index * step + step * 0.15} y={base - below} width={step * 0.7} height={height} fill={colour} />;
              })}
            </g>
          );
        })}
        {labelsOf(bars.length, step, room).map(({ index, x, anchor }) => (
          <text key={index} x={CHART.axis + x} y={CHART.height - 6} textAnchor={anchor} fontSize="12" fill={token.colorTextSecondary}>{bars[index]?.label}</text>
        ))}
        <line x1={CHART.axis} x2={width} y1={base} y2={base} stroke={token.colorBorder} />
      </svg>
      <figcaption>
        <Flex gap={16} wrap>
          {parts.map(({ name, colour }) => (
            <span key={name}>
              <svg width="10" height="10" role="presentation"><rect width="10" height="10" rx="2" fill={colour} /></svg> {format.number(bars.reduce((sum, bar) => sum + bar[name], 0))} {t.reports[name]}
            </span>
          ))}
        </Flex>
      </figcaption>
    </figure>
  );
}
