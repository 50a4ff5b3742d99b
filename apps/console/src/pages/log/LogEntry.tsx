import { describeResult, listAuditEvents } from '@countersign/contracts/admin-api';
import { Alert, Descriptions, Drawer, Flex, Table, Tag, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useLoaded } from '../../api/use-loaded.ts';
import { useSites } from '../../directory/sites-context.ts';
import { useFormat } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { Waiting } from '../../widgets/Waiting.tsx';
import { changesOf, type Fact, type FieldChange } from './facts.ts';
import { LogRemedies } from './LogRemedies.tsx';
import { type AuditEvent, colourOf, good, useLogTexts } from './use-log-texts.ts';

/** One line of the log: why it came out so, what helps, and every fact that it holds. */
export function LogEntry({ sequence, onClose }: { readonly sequence: number; readonly onClose: () => void }): ReactNode {
  const t = useTexts();
  const { data, problem, reload } = useLoaded(listAuditEvents, { query: { before: sequence + 1, limit: 1 } });
  const entry = data?.entries.find((candidate) => candidate.sequence === sequence);
  return (
    <Drawer open title={t.log.line(String(sequence))} size={680} onClose={onClose}>
      {problem === undefined ? null : <ProblemAlert problem={problem} onRetry={reload} />}
      {entry === undefined ? data === undefined && problem === undefined ? <Waiting /> : null : <Explained event={entry.event} />}
      {data !== undefined && entry === undefined ? t.app.notFound : null}
    </Drawer>
  );
}

function Explained({ event }: { readonly event: AuditEvent }): ReactNode {
  const t = useTexts();
  const { language } = useLanguage();
  const { resultOf } = useLogTexts();
  const { cause, remedy } = describeResult(event.result, language);
  return (
    <Flex vertical gap={20}>
      <Alert
        type={good.has(event.result) ? 'success' : 'warning'} showIcon title={resultOf(event)}
        description={<><div><strong>{t.words.cause}:</strong> {cause}</div><div><strong>{t.words.remedy}:</strong> {remedy}</div></>}
      />
      <LogRemedies event={event} />
      <Facts event={event} />
    </Flex>
  );
}

function Facts({ event }: { readonly event: AuditEvent }): ReactNode {
  const t = useTexts();
  const format = useFormat();
  const { pathOf } = useSites();
  const { resultOf, objectOf } = useLogTexts();
  const { changes, rest } = changesOf(event.detail);
  return (
    <>
      <Descriptions
        column={1} size="small" bordered
        items={[
          { key: 'time', label: t.log.time, children: format.precise(event.at) },
          { key: 'result', label: t.log.result, children: <Tag color={colourOf(event)}>{resultOf(event)}</Tag> },
          { key: 'kind', label: t.log.kind, children: t.log.kinds[event.kind] },
          { key: 'user', label: t.log.user, children: event.user?.login ?? '–' },
          { key: 'agentHost', label: t.log.agentHost, children: event.agentHost?.name ?? '–' },
          { key: 'host', label: t.log.host, children: event.host ?? '–' },
          { key: 'object', label: t.log.object, children: objectOf(event) || '–' },
          { key: 'site', label: t.words.site, children: event.site === null ? '–' : pathOf(event.site) },
          ...event.requestKey === null ? [] : [{ key: 'request', label: t.log.requestKey, children: <span className="mono">{event.requestKey}</span> }],
        ]}
      />
      {changes.length === 0 ? null : (
        <section>
          <Typography.Title level={3} style={{ fontSize: 15 }}>{t.log.changes}</Typography.Title>
          <Table<FieldChange>
            aria-label={t.log.changes} size="small" pagination={false} rowKey="field" dataSource={[...changes]}
            columns={[
              { key: 'field', title: t.words.name, dataIndex: 'field' },
              { key: 'before', title: t.log.before, render: (_, { before }) => text(before) },
              { key: 'after', title: t.log.after, render: (_, { after }) => text(after) },
            ]}
          />
        </section>
      )}
      {rest.length === 0 ? null : (
        <section>
          <Typography.Title level={3} style={{ fontSize: 15 }}>{t.log.detail}</Typography.Title>
          <Descriptions column={1} size="small" bordered items={rest.map(([name, value]) => ({ key: name, label: t.log.facts[name] ?? name, children: <span className="mono">{text(value)}</span> }))} />
        </section>
      )}
    </>
  );
}

const text = (value: Fact | undefined): string => (value === null || value === undefined ? '–' : String(value));
