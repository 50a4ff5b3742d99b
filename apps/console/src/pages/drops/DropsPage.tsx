import { ReloadOutlined, StopOutlined } from '@ant-design/icons';
import { type ExplainedDrop, listDrops } from '@countersign/contracts/admin-api';
import { Button, Grid, Table, Typography } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useLoaded } from '../../api/use-loaded.ts';
import { useFormat } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import { useCan } from '../../session/session-context.ts';
import { Cell } from '../../widgets/Cell.tsx';
import { EmptyState } from '../../widgets/EmptyState.tsx';
import { PageHeader } from '../../widgets/PageHeader.tsx';
import { LinkButton } from '../../widgets/LinkButton.tsx';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { unbroken } from '../../widgets/unbroken.tsx';
import { usePages } from '../../widgets/use-pages.tsx';

const PAGE_ROWS = 50;
/** Pixels below which the list is scrolled; above it the cells wrap, so that every column is seen. */
const NARROWEST = 860;

interface Row extends ExplainedDrop {
  readonly replica: string;
}

/** Packets that got no answer, from every gateway, the latest first. */
export function DropsPage(): ReactNode {
  const t = useTexts();
  const pages = usePages(PAGE_ROWS);
  const format = useFormat();
  const { language } = useLanguage();
  const mayAdd = useCan('agent-hosts.write');
  // Beside a narrow list a column that stays would cover others.
  const isWide = Grid.useBreakpoint().lg ?? true;
  const { data, problem, loading, reload } = useLoaded(listDrops, {});
  const rows = (data?.replicas ?? []).flatMap(({ replica, drops }): Row[] => drops.map((drop) => ({ ...drop, replica })))
    .toSorted((one, other) => other.lastSeenAt.localeCompare(one.lastSeenAt));
  return (
    <>
      <PageHeader title={t.navigation.drops} description={t.drops.description} extra={<Button icon={<ReloadOutlined aria-hidden />} onClick={reload}>{t.actions.reload}</Button>} />
      {problem === undefined ? null : <ProblemAlert problem={problem} onRetry={reload} />}
      <Table<Row>
        aria-label={t.navigation.drops} size="middle" loading={loading && data === undefined} dataSource={rows} scroll={{ x: NARROWEST }} tableLayout="auto"
        rowKey={({ replica, source, reason }) => `${replica} ${source} ${reason}`} pagination={pages}
        locale={{ emptyText: data === undefined ? ' ' : <EmptyState icon={<StopOutlined aria-hidden />} text={<>{t.drops.none}<br />{t.drops.noneHint}</>} /> }}
        expandable={{
          rowExpandable: () => true, defaultExpandAllRows: false,
          expandedRowRender: ({ cause, remedy }) => (
            <Typography.Paragraph style={{ margin: 0, maxWidth: 900, whiteSpace: 'normal' }}>
              <strong>{t.words.cause}:</strong> {cause[language]}<br /><strong>{t.words.remedy}:</strong> {remedy[language]}
            </Typography.Paragraph>
          ),
        }}
        columns={[
          { key: 'source', title: t.drops.source, render: (_, { source }) => <span className="mono address">{source}</span> },
          { key: 'reason', title: t.drops.reason, render: (_, { reason }) => t.reasons[reason] ?? reason },
          { key: 'count', title: t.drops.count, align: 'right', className: 'number-column', render: (_, { count }) => format.number(count) },
          { key: 'first', title: t.drops.first, render: (_, { firstSeenAt }) => unbroken(format.precise(firstSeenAt)) },
          { key: 'last', title: t.drops.last, render: (_, { lastSeenAt }) => unbroken(format.precise(lastSeenAt)) },
          { key: 'gateway', title: t.drops.gateway, dataIndex: 'replica' },
          {
            key: 'host', title: t.words.agentHost,
            render: (_, { agentHost, agentHostId }) => <Cell full={agentHost ?? ''}>{agentHostId ? <Link to={`/agent-hosts/${agentHostId}`}>{agentHost}</Link> : agentHost ?? '–'}</Cell>,
          },
          { key: 'action', title: t.words.actions, ...isWide ? { fixed: 'end' as const } : {}, render: (_, drop) => <DropAction drop={drop} mayWrite={mayAdd} /> },
        ]}
      />
    </>
  );
}

/** What mends it, on the page where that is done. */
function DropAction({ drop: { action, source, agentHostId }, mayWrite }: { readonly drop: Row; readonly mayWrite: boolean }): ReactNode {
  const t = useTexts();
  if (action === null || !mayWrite) return null;
  if (action === 'add-agent-host') return <LinkButton size="small" to={`/agent-hosts?add=${encodeURIComponent(source)}`}>{t.drops.add}</LinkButton>;
  return agentHostId ? <LinkButton size="small" to={`/agent-hosts/${agentHostId}`}>{t.drops.actions[action]}</LinkButton> : null;
}
