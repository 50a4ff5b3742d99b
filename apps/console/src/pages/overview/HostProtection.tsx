import { type AgentHostProtection, listProtection, type ProtectionState, requireMessageAuthenticator } from '@countersign/contracts/admin-api';
import { Alert, Card, Flex, Table, Tag, Typography } from 'antd';
import { type ReactNode, useCallback } from 'react';
import { Link } from 'react-router';
import { useApi } from '../../api/api-context.ts';
import type { ApiClient } from '../../api/client.ts';
import { everyItem } from '../../api/every-page.ts';
import { useLoading } from '../../api/use-loaded.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import { useCan } from '../../session/session-context.ts';
import { ConfirmButton } from '../../widgets/ConfirmButton.tsx';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { useAction } from '../../widgets/use-action.ts';
import { usePages } from '../../widgets/use-pages.tsx';

const PAGE_ROWS = 10;

const COLOURS = { required: 'success', ready: 'processing', changing: 'warning', missing: 'error', unseen: 'default' } as const satisfies Record<ProtectionState, string>;

/** How each agent host that does not require Message-Authenticator fares with it, and the switch that requires it for good. */
export function HostProtection(): ReactNode {
  const t = useTexts();
  const pages = usePages(PAGE_ROWS);
  const api = useApi();
  const format = useFormat();
  const mayWrite = useCan('agent-hosts.write');
  const load = useCallback(async (client: ApiClient, signal: AbortSignal) => everyItem(client, listProtection, { required: 'false' }, signal), []);
  const { data, problem, loading, reload } = useLoading('protection', load);
  const require = useAction(async ({ id, version }: AgentHostProtection) => {
    await api.call(requireMessageAuthenticator, { parameters: { id }, version });
    reload();
  }, t.protection.required);
  const open = data ?? [];
  return (
    <Card title={t.protection.title} loading={loading && data === undefined}>
      {problem === undefined ? null : <ProblemAlert problem={problem} onRetry={reload} />}
      {data !== undefined && open.length === 0 ? <Alert type="success" showIcon title={t.protection.all} /> : (
        <Flex vertical gap={12}>
          <Typography.Text type="secondary">{t.protection.hint}</Typography.Text>
          <Table<AgentHostProtection>
            aria-label={t.protection.title} size="small" rowKey="id" dataSource={[...open]} pagination={pages} scroll={{ x: 'max-content' }}
            columns={[
              { key: 'name', title: t.words.agentHost, render: (_, { id, name }) => <Link to={`/agent-hosts/${id}`}>{name}</Link> },
              { key: 'state', title: t.words.state, render: (_, { state }) => <Tag color={COLOURS[state]}>{t.protection.states[state]}</Tag> },
              { key: 'with', title: t.protection.lastWith, render: (_, { lastWithAt }) => format.instant(lastWithAt) },
              { key: 'without', title: t.protection.lastWithout, render: (_, { lastWithoutAt }) => format.instant(lastWithoutAt) },
              ...mayWrite ? [{
                key: 'require', title: t.words.actions, render: (_: unknown, host: AgentHostProtection) => (
                  <ConfirmButton
                    size="small" disabled={host.state !== 'ready'} question={t.protection.requireQuestion(host.name)} consequence={t.protection.requireConsequence}
                    onConfirm={() => require.run(host)}
                  >{t.protection.require}</ConfirmButton>
                ),
              }] : [],
            ]}
          />
        </Flex>
      )}
    </Card>
  );
}
