import { describeResult, listAuditEvents } from '@countersign/contracts/admin-api';
import { Card, Col, Empty, Flex, theme } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { Link } from 'react-router';
import { useLoaded } from '../../api/use-loaded.ts';
import { useFormat } from '../../i18n/format.ts';
import { localeOf, useLanguage, useTexts } from '../../i18n/index.ts';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { countSignIns, type Slot } from './sign-in-slots.ts';

const HOUR_MS = 3_600_000;
/** Most lines that one answer holds. */
const COUNTED = 500;

/** Sign-ins of the last hour over time, and why some were refused. */
export function LastHour(): ReactNode {
  const t = useTexts();
  const format = useFormat();
  const { language } = useLanguage();
  const [now] = useState(() => Date.now());
  const { data, problem, loading, reload } = useLoaded(listAuditEvents, { query: { kind: 'sign-in', from: new Date(now - HOUR_MS).toISOString(), limit: COUNTED } });
  const { slots, causes } = useMemo(() => countSignIns(data?.entries ?? [], now), [data, now]);
  const isEmpty = data?.entries.length === 0;
  const most = Math.max(1, ...causes.map(([, count]) => count));
  return (
    <>
      <Col xs={24} xl={14}>
        <Card title={t.overview.lastHour} loading={loading && data === undefined}>
          {problem === undefined ? null : <ProblemAlert problem={problem} onRetry={reload} />}
          {isEmpty ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t.overview.noSignIns} /> : <Bars slots={slots} />}
          {(data?.next ?? null) !== null ? <p>{t.overview.of(format.number(COUNTED))}</p> : null}
        </Card>
      </Col>
      <Col xs={24} xl={10}>
        <Card title={t.overview.causes} loading={loading && data === undefined}>
          {causes.length === 0 ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t.overview.noRefusals} /> : (
            <Flex vertical gap={10}>
              {causes.slice(0, 8).map(([result, count]) => (
                <div key={result}>
                  <Flex justify="space-between"><Link to={`/log?result=${result}`}>{describeResult(result, language).text}</Link><span>{format.number(count)}</span></Flex>
                  <Bar share={count / most} />
                </div>
              ))}
            </Flex>
          )}
        </Card>
      </Col>
    </>
  );
}

function Bar({ share }: { readonly share: number }): ReactNode {
  const { token } = theme.useToken();
  return (
    <svg width="100%" height="6" role="presentation" preserveAspectRatio="none" viewBox="0 0 100 6">
      <rect width="100" height="6" fill={token.colorFillSecondary} /><rect width={share * 100} height="6" fill={token.colorError} />
    </svg>
  );
}

const CHART = { width: 600, height: 180, labels: 24 } as const;

/** A bar per slot: accepted below, refused on top. */
function Bars({ slots }: { readonly slots: readonly Slot[] }): ReactNode {
  const t = useTexts();
  const format = useFormat();
  const { language } = useLanguage();
  const { token } = theme.useToken();
  const clock = new Intl.DateTimeFormat(localeOf(language), { hour: '2-digit', minute: '2-digit' });
  const most = Math.max(1, ...slots.map(({ accepted, refused }) => accepted + refused));
  const unit = (CHART.height - CHART.labels) / most;
  const step = CHART.width / slots.length;
  return (
    <figure style={{ margin: 0 }}>
      <svg viewBox={`0 0 ${CHART.width} ${CHART.height}`} width="100%" role="img" aria-label={t.overview.lastHour}>
        {slots.map(({ from, accepted, refused }, index) => {
          const x = index * step + step * 0.15;
          const base = CHART.height - CHART.labels;
          return (
            <g key={from}>
              <title>{t.overview.perSlot(clock.format(from), format.number(accepted), format.number(refused))}</title>
              <rect x={x} y={base - accepted * unit} width={step * 0.7} height={accepted * unit} fill={token.colorSuccess} />
              <rect x={x} y={base - (accepted + refused) * unit} width={step * 0.7} height={refused * unit} fill={token.colorError} />
              {index % 2 === 0 ? <text x={x + step * 0.35} y={CHART.height - 6} textAnchor="middle" fontSize="12" fill={token.colorTextSecondary}>{clock.format(from)}</text> : null}
            </g>
          );
        })}
        <line x1="0" x2={CHART.width} y1={CHART.height - CHART.labels} y2={CHART.height - CHART.labels} stroke={token.colorBorder} />
      </svg>
      <figcaption>
        <Flex gap={16}>
          <span><Swatch colour={token.colorSuccess} /> {format.number(slots.reduce((sum, { accepted }) => sum + accepted, 0))} {t.overview.accepted}</span>
          <span><Swatch colour={token.colorError} /> {format.number(slots.reduce((sum, { refused }) => sum + refused, 0))} {t.overview.refused}</span>
        </Flex>
      </figcaption>
    </figure>
  );
}

const Swatch = ({ colour }: { readonly colour: string }): ReactNode => <svg width="10" height="10" role="presentation"><rect width="10" height="10" fill={colour} /></svg>;
