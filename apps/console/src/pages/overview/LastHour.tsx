import { listAuditEvents, reportSignIns } from '@countersign/contracts/admin-api';
import { Card, Col, Empty } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { useLoaded } from '../../api/use-loaded.ts';
import { useFormat } from '../../i18n/format.ts';
import { localeOf, useLanguage, useTexts } from '../../i18n/index.ts';
import { useCan } from '../../session/session-context.ts';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { StackedBars, type StackedBar } from '../../widgets/StackedBars.tsx';
import { CausesOfLines, RefusalCauses } from './RefusalCauses.tsx';
import { countSignIns, everyMinute } from './sign-in-slots.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Most lines that one answer holds. */
const COUNTED = 500;

/** Sign-ins of the last hour over time, and why some were refused. */
export function LastHour(): ReactNode {
  const [now] = useState(() => Date.now());
  // Who may read reports gets all that there were, as the trail counts them; who may not, what the latest lines say.
  return useCan('reports.read') ? <CountedByReports now={now} /> : <CountedFromLines now={now} />;
}

function CountedByReports({ now }: { readonly now: number }): ReactNode {
  const begin = Math.floor((now - HOUR_MS) / MINUTE_MS + 1) * MINUTE_MS;
  const counted = useLoaded(reportSignIns, { query: { bucket: 'minute', from: new Date(begin).toISOString(), to: new Date(now).toISOString() } });
  const clock = useClock();
  const bars = everyMinute(counted.data?.rows ?? [], begin, now).map(({ from, ...counts }) => ({ key: String(from), label: clock(from), ...counts }));
  return (
    <>
      <Col xs={24} xl={14}><SignInsOfHour loaded={counted} isEmpty={counted.data?.rows.length === 0} bars={bars} /></Col>
      <Col xs={24} xl={10}><RefusalCauses now={now} /></Col>
    </>
  );
}

function CountedFromLines({ now }: { readonly now: number }): ReactNode {
  const t = useTexts();
  const format = useFormat();
  const clock = useClock();
  const from = new Date(now - HOUR_MS).toISOString();
  const lines = useLoaded(listAuditEvents, { query: { kind: 'sign-in', from, limit: COUNTED } });
  const { slots, causes } = useMemo(() => countSignIns(lines.data?.entries ?? [], now), [lines.data, now]);
  const note = (lines.data?.next ?? null) === null ? null : <p>{t.overview.of(format.number(COUNTED))}</p>;
  return (
    <>
      <Col xs={24} xl={14}>
        <SignInsOfHour loaded={lines} isEmpty={lines.data?.entries.length === 0} bars={slots.map((slot) => ({ key: String(slot.from), label: clock(slot.from), challenged: 0, ...slot }))} note={note} />
      </Col>
      <Col xs={24} xl={10}><CausesOfLines causes={causes} from={from} note={note} /></Col>
    </>
  );
}

interface SignInsOfHourProps {
  readonly loaded: Pick<ReturnType<typeof useLoaded>, 'data' | 'problem' | 'loading' | 'reload'>;
  readonly isEmpty: boolean;
  readonly bars: readonly StackedBar[];
  readonly note?: ReactNode;
}

function SignInsOfHour({ loaded: { data, problem, loading, reload }, isEmpty, bars, note }: SignInsOfHourProps): ReactNode {
  const t = useTexts();
  return (
    <Card title={t.overview.lastHour} loading={loading && data === undefined}>
      {problem === undefined ? null : <ProblemAlert problem={problem} onRetry={reload} />}
      {data === undefined ? null : isEmpty ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t.overview.noSignIns} /> : <StackedBars label={t.overview.lastHour} bars={bars} />}
      {note}
    </Card>
  );
}

function useClock(): (at: number) => string {
  const { language } = useLanguage();
  return useMemo(() => {
    const clock = new Intl.DateTimeFormat(localeOf(language), { hour: '2-digit', minute: '2-digit' });
    return (at) => clock.format(at);
  }, [language]);
}
