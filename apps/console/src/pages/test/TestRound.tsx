import { listAuditEvents, type PacketField, type RadiusTestReply } from '@countersign/contracts/admin-api';
import { Alert, Card, Collapse, Table } from 'antd';
import { type ReactNode, useEffect } from 'react';
import { Link } from 'react-router';
import { useLoaded } from '../../api/use-loaded.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import { useCan } from '../../session/session-context.ts';
import { LogTable } from '../log/LogTable.tsx';

const types = { accept: 'success', refuse: 'error', challenge: 'info', silence: 'warning' } as const;

export interface TestRoundProps {
  readonly reply: RadiusTestReply;
  readonly number: number;
  readonly latest: boolean;
}

/** One request and its answer: the verdict, the fields of both packets, and the line in the log. */
export function TestRound({ reply, number, latest }: TestRoundProps): ReactNode {
  const t = useTexts();
  const format = useFormat();
  const mayRead = useCan('audit.read');
  const titles = { accept: t.test.accepted, refuse: t.test.refused, challenge: t.test.challenged, silence: t.test.silent };
  const reason = reply.reason === null ? null : t.reasons[reply.reason] ?? reply.reason;
  return (
    <Card size="small" title={t.test.round(number)} extra={t.test.milliseconds(format.number(reply.milliseconds))}>
      <Alert
        type={types[reply.outcome]} showIcon title={titles[reply.outcome]}
        description={reply.outcome === 'silence' ? <>{t.test.silentHint} {reason} <Link to="/drops">{t.navigation.drops}</Link></> : reply.message}
      />
      <Collapse
        ghost size="small"
        items={[{
          key: 'packets', label: t.test.packet,
          children: <><Fields title={t.test.sent} fields={reply.sent} />{reply.received.length === 0 ? null : <Fields title={t.test.received} fields={reply.received} />}</>,
        }]}
      />
      {mayRead && reply.requestKey !== null && latest ? <LogLine requestKey={reply.requestKey} refused={reply.outcome === 'refuse'} /> : null}
    </Card>
  );
}

function Fields({ title, fields }: { readonly title: string; readonly fields: readonly PacketField[] }): ReactNode {
  const t = useTexts();
  return (
    <Table<PacketField & { readonly key: number }>
      aria-label={title} title={() => title} size="small" pagination={false} dataSource={fields.map((field, key) => ({ ...field, key }))}
      columns={[
        { key: 'name', title: t.test.attribute, dataIndex: 'name', width: 240 },
        { key: 'text', title: t.test.value, render: (_, { text }) => <span className="mono">{text}</span> },
      ]}
    />
  );
}

/** The trail hears of a sign-in a moment after its answer. */
const ASK_EVERY_MS = 500;

function LogLine({ requestKey, refused }: { readonly requestKey: string; readonly refused: boolean }): ReactNode {
  const t = useTexts();
  const { data, reload } = useLoaded(listAuditEvents, { query: { requestKey, limit: 5 }, background: true });
  const [newest] = data?.entries ?? [];
  const isThere = newest !== undefined;
  useEffect(() => {
    if (isThere) return;
    const timer = setInterval(reload, ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [isThere, reload]);
  return (
    <section>
      <p>{isThere ? t.test.logLine : t.test.waitingForLine}</p>
      {isThere ? <LogTable entries={data?.entries ?? []} loading={false} label={t.test.logLine} empty={null} /> : null}
      {refused && isThere ? <p><Link to={`/log/${newest.sequence}`}>{t.test.explain}</Link></p> : null}
    </section>
  );
}
