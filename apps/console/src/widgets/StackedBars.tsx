import { Flex, theme } from 'antd';
import type { ReactNode } from 'react';
import { useFormat } from '../i18n/format.ts';
import { useTexts } from '../i18n/index.ts';
import { labelsOf } from './bar-labels.ts';
import { useWidth } from './use-width.ts';

export interface StackedBar {
  readonly key: string;
  readonly label: string;
  readonly accepted: number;
  readonly challenged: number;
  readonly refused: number;
}

const CHART = { width: 900, height: 200, labels: 24 } as const;
/** A few bars do not fill the chart. */
const WIDEST = 90;

/** Sign-ins in a bar per span of time: accepted below, questions, refusals on top. Sums stand below for who sees no chart. */
export function StackedBars({ label, bars }: { readonly label: string; readonly bars: readonly StackedBar[] }): ReactNode {
  const t = useTexts();
  const format = useFormat();
  const { token } = theme.useToken();
  // Drawn in the pixels that there are: letters are as large as those around the chart.
  const [width, watchWidth] = useWidth(CHART.width);
  const parts = [
    { name: 'accepted', colour: token.colorSuccess }, { name: 'challenged', colour: token.colorInfo }, { name: 'refused', colour: token.colorError },
  ] as const;
  const most = Math.max(1, ...bars.map(({ accepted, challenged, refused }) => accepted + challenged + refused));
  const base = CHART.height - CHART.labels;
  const step = Math.min(WIDEST, width / Math.max(1, bars.length));
  return (
    <figure ref={watchWidth} style={{ margin: 0 }}>
      <svg viewBox={`0 0 ${width} ${CHART.height}`} width="100%" role="img" aria-label={label} style={{ display: 'block' }}>
        {bars.map((bar, index) => {
          let below = 0;
          return (
            <g key={bar.key}>
              <title>{`${bar.label}: ${parts.map(({ name }) => `${format.number(bar[name])} ${t.reports[name]}`).join(', ')}`}</title>
              {/* An empty minute tells its numbers, too. */}
              <rect x={index * step} y={0} width={step} height={base} fill="transparent" />
              {parts.map(({ name, colour }) => {
                const height = bar[name] / most * base;
                below += height;
                return <rect key={name} x={index * step + step * 0.15} y={base - below} width={step * 0.7} height={height} fill={colour} />;
              })}
            </g>
          );
        })}
        {labelsOf(bars.length, step, width).map(({ index, x, anchor }) => (
          <text key={index} x={x} y={CHART.height - 6} textAnchor={anchor} fontSize="12" fill={token.colorTextSecondary}>{bars[index]?.label}</text>
        ))}
        <line x1="0" x2={width} y1={base} y2={base} stroke={token.colorBorder} />
      </svg>
      <figcaption>
        <Flex gap={16} wrap>
          {parts.map(({ name, colour }) => (
            <span key={name}>
              <svg width="10" height="10" role="presentation"><rect width="10" height="10" fill={colour} /></svg> {format.number(bars.reduce((sum, bar) => sum + bar[name], 0))} {t.reports[name]}
            </span>
          ))}
        </Flex>
      </figcaption>
    </figure>
  );
}
