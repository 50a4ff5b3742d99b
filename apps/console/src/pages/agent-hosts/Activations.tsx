import { addActivation, type AgentHost, getUser, listActivations, removeActivation, type User } from '@countersign/contracts/admin-api';
import { Button, Card, Flex, Select, Table, Typography } from 'antd';
import { type ReactNode, useCallback, useState } from 'react';
import { Link } from 'react-router';
import { useApi } from '../../api/api-context.ts';
import type { ApiClient } from '../../api/client.ts';
import { useLoaded, useLoading } from '../../api/use-loaded.ts';
import { UserPicker } from '../../directory/UserPicker.tsx';
import { useSites } from '../../directory/sites-context.ts';
import { useTexts } from '../../i18n/index.ts';
import { useCan } from '../../session/session-context.ts';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { useAction } from '../../widgets/use-action.ts';
import { usePages } from '../../widgets/use-pages.tsx';
import { PersonalActivation } from './PersonalActivation.tsx';

const PAGE_ROWS = 10;

type Activation = { readonly userId: string } | { readonly groupId: string };

interface Row {
  readonly key: string;
  readonly name: string;
  readonly to: string;
  readonly activation: Activation;
  readonly more?: ReactNode;
}

/** Who is activated on this agent host: users and groups, with a way to add and end activations. */
export function Activations({ host }: { readonly host: AgentHost }): ReactNode {
  const t = useTexts();
  const api = useApi();
  const mayWrite = useCan('agent-hosts.write');
  const { groups, groupName } = useSites();
  const parameters = { id: host.id };
  const { data, problem, reload } = useLoaded(listActivations, { parameters });
  const users = useUsers(data?.userIds ?? []);
  const add = useAction(async (activation: Activation) => {
    await api.call(addActivation, { parameters, body: activation });
    reload();
  }, t.hosts.activated);
  const remove = useAction(async (activation: Activation) => {
    await api.call(removeActivation, { parameters, body: activation });
    reload();
  }, t.hosts.deactivated);
  const personalOf = (userId: string) => data?.personal.find((each) => each.userId === userId);
  const nameOf = (userId: string): string => {
    const [login, alias] = [users.get(userId)?.login ?? '…', personalOf(userId)?.alias ?? null];
    return alias === null ? login : `${login} (${alias})`;
  };
  const userRows = (data?.userIds ?? []).map((userId): Row => ({ key: userId, name: nameOf(userId), to: `/users/${userId}`, activation: { userId },
    more: mayWrite ? <PersonalActivation host={host} userId={userId} login={users.get(userId)?.login ?? ''} personal={personalOf(userId)} onChange={reload} /> : null,
  }));
  const groupRows = (data?.groupIds ?? []).map((groupId): Row => ({ key: groupId, name: groupName(groupId), to: `/users?group=${groupId}`, activation: { groupId } }));
  const free = groups.filter(({ id }) => data?.groupIds.includes(id) !== true);
  return (
    <Card title={t.hosts.activations}>
      <Flex vertical gap={16}>
        <Typography.Text type="secondary">{t.hosts.activationsHint}</Typography.Text>
        {problem === undefined ? null : <ProblemAlert problem={problem} onRetry={reload} />}
        <ActivationTable title={t.hosts.users} rows={userRows} empty={t.hosts.noUsers} onRemove={mayWrite ? remove.run : null} />
        {mayWrite ? <AddUser onAdd={(userId) => add.run({ userId })} /> : null}
        <ActivationTable title={t.hosts.groups} rows={groupRows} empty={t.hosts.noGroups} onRemove={mayWrite ? remove.run : null} />
        {mayWrite && free.length > 0 ? (
          <Select<string>
            aria-label={t.hosts.addGroup} placeholder={t.hosts.addGroup} value={null} onChange={(groupId) => { void add.run({ groupId }); }}
            showSearch={{ optionFilterProp: 'label' }} options={free.map(({ id, name }) => ({ value: id, label: name }))}
          />
        ) : null}
      </Flex>
    </Card>
  );
}

function AddUser({ onAdd }: { readonly onAdd: (userId: string) => Promise<boolean> }): ReactNode {
  const t = useTexts();
  const [userId, setUserId] = useState<string>();
  const add = async (): Promise<void> => {
    if (userId !== undefined && await onAdd(userId)) setUserId(undefined);
  };
  return (
    <Flex gap={8}>
      <div style={{ flex: 1, minWidth: 0 }}><UserPicker value={userId} onChange={(id) => setUserId(id)} /></div>
      <Button disabled={userId === undefined} onClick={() => { void add(); }}>{t.hosts.addUser}</Button>
    </Flex>
  );
}

interface ActivationTableProps {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly empty: string;
  readonly onRemove: ((activation: Activation) => Promise<boolean>) | null;
}

function ActivationTable({ title, rows, empty, onRemove }: ActivationTableProps): ReactNode {
  const t = useTexts();
  const pages = usePages(PAGE_ROWS);
  return (
    <Table<Row>
      aria-label={title} size="small" rowKey="key" dataSource={[...rows]} pagination={pages} locale={{ emptyText: empty }}
      columns={[
        { key: 'name', title, render: (_, { name, to }) => <Link to={to}>{name}</Link> },
        ...onRemove === null ? [] : [{
          key: 'remove', title: t.words.actions, align: 'right' as const,
          render: (_: unknown, { activation, more }: Row) => <Flex gap={8} justify="flex-end">{more}<Button size="small" onClick={() => { void onRemove(activation); }}>{t.hosts.remove}</Button></Flex>,
        }],
      ]}
    />
  );
}

/** Most users whose names are looked up; further ones are shown as they are opened. */
const NAMED = 100;

function useUsers(ids: readonly string[]): ReadonlyMap<string, User> {
  const wanted = ids.slice(0, NAMED).join(' ');
  const load = useCallback(async (api: ApiClient, signal: AbortSignal) => {
    const users = await Promise.all(wanted.split(' ').map((id) => api.call(getUser, { parameters: { id }, signal }).catch(() => null)));
    return new Map(users.filter((user) => user !== null).map((user) => [user.id, user]));
  }, [wanted]);
  return useLoading(wanted === '' ? null : wanted, load).data ?? new Map<string, User>();
}
