import { Descriptions, Table, Tag, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useSites } from '../../directory/sites-context.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import { changesOf, type FieldChange } from './facts.ts';
import { useFactTexts } from './use-fact-texts.ts';
import { type AuditEvent, colourOf, useLogTexts } from './use-log-texts.ts';

/** Shown as a table of its own. */
const SHOWN_ELSEWHERE = 'trace';

/** Every fact that a line of the log holds; what was changed stands side by side. */
export function LogFacts({ event }: { readonly event: AuditEvent }): ReactNode {
  const t = useTexts();
  const format = useFormat();
  const { pathOf } = useSites();
  const { nameOf, valueOf } = useFactTexts();
  const { resultOf, actorOf, objectOf, hostOf } = useLogTexts();
  const { changes, rest } = changesOf(event.detail);
  const facts = rest.filter(([name]) => name !== SHOWN_ELSEWHERE);
  return (
    <>
      <Descriptions
        column={1} size="small" bordered
        items={[
          { key: 'time', label: t.log.time, children: format.precise(event.at) },
          { key: 'result', label: t.log.result, children: <Tag color={colourOf(event)}>{resultOf(event)}</Tag> },
          { key: 'kind', label: t.log.kind, children: t.log.kinds[event.kind] },
          { key: 'user', label: t.log.user, children: actorOf(event) || '–' },
          { key: 'agentHost', label: t.log.agentHost, children: hostOf(event) || '–' },
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
              { key: 'field', title: t.words.name, render: (_, { field }) => nameOf(field) },
              { key: 'before', title: t.log.before, render: (_, { field, before }) => valueOf(field, before) },
              { key: 'after', title: t.log.after, render: (_, { field, after }) => valueOf(field, after) },
            ]}
          />
        </section>
      )}
      {facts.length === 0 ? null : (
        <section>
          <Typography.Title level={3} style={{ fontSize: 15 }}>{t.log.detail}</Typography.Title>
          <Descriptions column={1} size="small" bordered items={facts.map(([name, value]) => ({ key: name, label: nameOf(name), children: <span style={{ overflowWrap: 'anywhere' }}>{valueOf(name, value)}</span> }))} />
        </section>
      )}
    </>
  );
}
