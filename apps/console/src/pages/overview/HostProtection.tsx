import { type AgentHost, listAgentHosts, updateAgentHost } from '@countersign/contracts/admin-api';
import { Alert, Card, Flex, Table, Typography } from 'antd';
import { type ReactNode, useCallback } from 'react';
import { Link } from 'react-router';
import { useApi } from '../../api/api-context.ts';
import type { ApiClient } from '../../api/client.ts';
import { everyItem } from '../../api/every-page.ts';
import { shownAddress } from '../../directory/shown-address.ts';
import { useLoading } from '../../api/use-loaded.ts';
import { useTexts } from '../../i18n/index.ts';
import { useCan } from '../../session/session-context.ts';
import { ConfirmButton } from '../../widgets/ConfirmButton.tsx';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { useAction } from '../../widgets/use-action.ts';

/** Agent hosts whose packets need no Message-Authenticator, with the switch that ends that. */
export function HostProtection(): ReactNode {
  const t = useTexts();
  const api = useApi();
  const mayWrite = useCan('agent-hosts.write');
  const load = useCallback(async (client: ApiClient, signal: AbortSignal) => everyItem(client, listAgentHosts, {}, signal), []);
  const { data, problem, loading, reload } = useLoading('agent hosts', load);
  const open = (data ?? []).filter((host) => !host.requireMessageAuthenticator);
  const require = useAction(async ({ id, version }: AgentHost) => {
    await api.call(updateAgentHost, { parameters: { id }, body: { requireMessageAuthenticator: true }, version });
    reload();
  }, t.overview.required);
  return (
    <Card title={t.overview.protection} loading={loading && data === undefined}>
      {problem === undefined ? null : <ProblemAlert problem={problem} onRetry={reload} />}
      {open.length === 0 ? <Alert type="success" showIcon title={t.overview.allProtected} /> : (
        <Flex vertical gap={12}>
          <Typography.Text type="secondary">{t.overview.protectionHint}</Typography.Text>
          <Table<AgentHost>
            aria-label={t.overview.protection} size="small" rowKey="id" dataSource={open} pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
            columns={[
              { key: 'name', title: t.words.agentHost, render: (_, { id, name }) => <Link to={`/agent-hosts/${id}`}>{name}</Link> },
              { key: 'address', title: t.hosts.main, render: (_, { addresses }) => shownAddress(addresses[0]?.address ?? '') },
              ...mayWrite ? [{
                key: 'require', title: t.words.actions, render: (_: unknown, host: AgentHost) => (
                  <ConfirmButton size="small" question={t.overview.requireQuestion(host.name)} consequence={t.overview.requireConsequence} onConfirm={() => require.run(host)}>{t.overview.require}</ConfirmButton>
                ),
              }] : [],
            ]}
          />
        </Flex>
      )}
    </Card>
  );
}
