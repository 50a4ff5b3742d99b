import { describeResult, listAuditEvents, reportSignIns } from '@countersign/contracts/admin-api';
import { Card, Col, Empty, Flex } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { Link } from 'react-router';
import { useLoaded } from '../../api/use-loaded.ts';
import { useFormat } from '../../i18n/format.ts';
import { localeOf, useLanguage, useTexts } from '../../i18n/index.ts';
import { useCan } from '../../session/session-context.ts';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { ShareBar } from '../../widgets/ShareBar.tsx';
import { StackedBars } from '../../widgets/StackedBars.tsx';
import { countSignIns, everyMinute } from './sign-in-slots.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Most lines that one answer holds. */
const COUNTED = 500;

/** Sign-ins of the last hour over time, and why some were refused. */
export function LastHour(): ReactNode {
  const t = useTexts();
  const format = useFormat();
  const { language } = useLanguage();
  const [now] = useState(() => Date.now());
  const { data, problem, loading, reload } = useLoaded(listAuditEvents, { query: { kind: 'sign-in', from: new Date(now - HOUR_MS).toISOString(), limit: COUNTED } });
  // Who may read reports gets all that there were, minute by minute.
  const mayCount = useCan('reports.read');
  const begin = Math.floor((now - HOUR_MS) / MINUTE_MS + 1) * MINUTE_MS;
  const counted = useLoaded(reportSignIns, mayCount ? { query: { bucket: 'minute', from: new Date(begin).toISOString(), to: new Date(now).toISOString() } } : null);
  const { slots, causes } = useMemo(() => countSignIns(data?.entries ?? [], now), [data, now]);
  const clock = new Intl.DateTimeFormat(localeOf(language), { hour: '2-digit', minute: '2-digit' });
  const isEmpty = data?.entries.length === 0;
  const most = Math.max(1, ...causes.map(([, count]) => count));
  return (
    <>
      <Col xs={24} xl={14}>
        <Card title={t.overview.lastHour} loading={loading && data === undefined}>
          {problem === undefined ? null : <ProblemAlert problem={problem} onRetry={reload} />}
          {isEmpty ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t.overview.noSignIns} /> : <StackedBars label={t.overview.lastHour} bars={(counted.data === undefined ? slots : everyMinute(counted.data.rows, begin, now)).map(({ from, ...counts }) => ({ key: String(from), label: clock.format(from), challenged: 0, ...counts }))} />}
          {(data?.next ?? null) !== null && counted.data === undefined ? <p>{t.overview.of(format.number(COUNTED))}</p> : null}
        </Card>
      </Col>
      <Col xs={24} xl={10}>
        <Card title={t.overview.causes} loading={loading && data === undefined}>
          {causes.length === 0 ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t.overview.noRefusals} /> : (
            <Flex vertical gap={10}>
              {causes.slice(0, 8).map(([result, count]) => (
                <div key={result}>
                  <Flex justify="space-between"><Link to={`/log?result=${result}`}>{describeResult(result, language).text}</Link><span>{format.number(count)}</span></Flex>
                  <ShareBar share={count / most} />
                </div>
              ))}
            </Flex>
          )}
        </Card>
      </Col>
    </>
  );
}
