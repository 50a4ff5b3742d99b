import { type AccessibleHost, addActivation, listAgentHosts, listGroupHosts, listUserHosts, removeActivation } from '@countersign/contracts/admin-api';
import { Button, Flex, Select, Table, Typography } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useApi } from '../api/api-context.ts';
import { useLoaded } from '../api/use-loaded.ts';
import { useTexts } from '../i18n/index.ts';
import { reachesSites } from '../session/scope-reach.ts';
import { useCan, useSession } from '../session/session-context.ts';
import { ProblemAlert } from '../widgets/ProblemAlert.tsx';
import { useAction } from '../widgets/use-action.ts';
import { usePages } from '../widgets/use-pages.tsx';
import { shownAddress } from './shown-address.ts';

const PAGE_ROWS = 10;

/** Agent hosts offered and shown; more are found on their own pages. */
const MOST = 1000;

interface HostAccessProps {
  readonly of: { readonly userId: string } | { readonly groupId: string };
}

/** Where a user or a group may sign in and by what, with a way to activate and to end that. */
export function HostAccess({ of }: HostAccessProps): ReactNode {
  const t = useTexts();
  const { session } = useSession();
  return reachesSites(session) ? <HostsInScope of={of} scoped={session.scope?.kind !== 'all'} /> : <Typography.Text type="secondary">{t.access.hostsOutside}</Typography.Text>;
}

function HostsInScope({ of, scoped }: HostAccessProps & { readonly scoped: boolean }): ReactNode {
  const t = useTexts();
  const pages = usePages(PAGE_ROWS);
  const api = useApi();
  const mayWrite = useCan('agent-hosts.write');
  const [operation, id, own] = 'userId' in of ? [listUserHosts, of.userId, 'user'] as const : [listGroupHosts, of.groupId, 'group'] as const;
  const { data, problem, loading, reload } = useLoaded(operation, { parameters: { id }, query: { limit: MOST } });
  const offered = useLoaded(listAgentHosts, mayWrite ? { query: { limit: MOST } } : null);
  const hosts = data?.items ?? [];
  const direct = new Set(hosts.filter(({ activatedBy }) => activatedBy === own).map((host) => host.id));
  const add = useAction(async (hostId: string) => {
    await api.call(addActivation, { parameters: { id: hostId }, body: of });
    reload();
  }, t.hosts.activated);
  const remove = useAction(async (hostId: string) => {
    await api.call(removeActivation, { parameters: { id: hostId }, body: of });
    reload();
  }, t.hosts.deactivated);
  return (
    <Flex vertical gap={12}>
      {problem === undefined ? null : <ProblemAlert problem={problem} onRetry={reload} />}
      <Table<AccessibleHost>
        aria-label={t.access.hosts} size="small" rowKey="id" dataSource={hosts} loading={loading && data === undefined} locale={{ emptyText: scoped ? t.access.noHostsInScope : t.access.noHosts }}
        pagination={pages} scroll={{ x: 'max-content' }}
        columns={[
          { key: 'name', title: t.words.agentHost, render: (_, host) => <Link to={`/agent-hosts/${host.id}`}>{host.name}</Link> },
          { key: 'address', title: t.hosts.main, render: (_, { address }) => <span className="mono">{shownAddress(address)}</span> },
          { key: 'by', title: t.access.by, render: (_, { activatedBy }) => t.access.activatedBy[activatedBy] },
          ...mayWrite ? [{
            key: 'end', title: t.words.actions, render: (_: unknown, host: AccessibleHost) =>
              (host.activatedBy === own ? <Button size="small" onClick={() => { void remove.run(host.id); }}>{t.hosts.remove}</Button> : null),
          }] : [],
        ]}
      />
      {mayWrite ? (
        <Select<string>
          aria-label={t.access.addHost} placeholder={t.access.addHost} value={null} onChange={(hostId) => { void add.run(hostId); }} showSearch={{ optionFilterProp: 'label' }}
          options={(offered.data?.items ?? []).filter((host) => !direct.has(host.id)).map((host) => ({ value: host.id, label: host.name }))}
        />
      ) : null}
    </Flex>
  );
}
