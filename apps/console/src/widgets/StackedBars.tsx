import { Flex, theme } from 'antd';
import type { ReactNode } from 'react';
import { useFormat } from '../i18n/format.ts';
import { useTexts } from '../i18n/index.ts';

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
/** Labels that have room below the bars. */
const LABELS = 12;

/** Sign-ins in a bar per span of time: accepted below, questions, refusals on top. Sums stand below for who sees no chart. */
export function StackedBars({ label, bars }: { readonly label: string; readonly bars: readonly StackedBar[] }): ReactNode {
  const t = useTexts();
  const format = useFormat();
  const { token } = theme.useToken();
  const parts = [
    { name: 'accepted', colour: token.colorSuccess }, { name: 'challenged', colour: token.colorInfo }, { name: 'refused', colour: token.colorError },
  ] as const;
  const most = Math.max(1, ...bars.map(({ accepted, challenged, refused }) => accepted + challenged + refused));
  const base = CHART.height - CHART.labels;
  const step = Math.min(WIDEST, CHART.width / Math.max(1, bars.length));
  const labelled = Math.ceil(bars.length / LABELS);
  return (
    <figure style={{ margin: 0 }}>
      <svg viewBox={`0 0 ${CHART.width} ${CHART.height}`} width="100%" role="img" aria-label={label}>
        {bars.map((bar, index) => {
          let below = 0;
          return (
            <g key={bar.key}>
              <title>{`${bar.label}: ${parts.map(({ name }) => `${format.number(bar[name])} ${t.reports[name]}`).join(', ')}`}</title>
              {parts.map(({ name, colour }) => {
                const height = bar[name] / most * base;
                below += height;
                return <rect key={name} x={index * step + step * 0.15} y={base - below} width={step * 0.7} height={height} fill={colour} />;
              })}
              {index % labelled === 0 ? <text x={index * step + step / 2} y={CHART.height - 6} textAnchor="middle" fontSize="12" fill={token.colorTextSecondary}>{bar.label}</text> : null}
            </g>
          );
        })}
        <line x1="0" x2={CHART.width} y1={base} y2={base} stroke={token.colorBorder} />
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
