import { ImportOutlined, PlusOutlined, UserOutlined } from '@ant-design/icons';
import { createUser, listUsers, type User } from '@countersign/contracts/admin-api';
import { Button, Flex, Select, Tag } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useApi } from '../../api/api-context.ts';
import { SitePicker } from '../../directory/SitePicker.tsx';
import { useSites } from '../../directory/sites-context.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import { useCan } from '../../session/session-context.ts';
import { FormModal } from '../../widgets/FormModal.tsx';
import { LinkButton } from '../../widgets/LinkButton.tsx';
import { PageHeader } from '../../widgets/PageHeader.tsx';
import type { Column } from '../../widgets/column.ts';
import { EmptyState } from '../../widgets/EmptyState.tsx';
import { PagedTable } from '../../widgets/PagedTable.tsx';
import { SearchBox } from '../../widgets/SearchBox.tsx';
import { SortPicker } from '../../widgets/SortPicker.tsx';
import { useFilters } from '../../widgets/use-filters.ts';
import { newUser, UserFields, type UserValues, userBody } from './UserFields.tsx';

export function UsersPage(): ReactNode {
  const t = useTexts();
  const api = useApi();
  const navigate = useNavigate();
  const mayWrite = useCan('users.write');
  const { groups } = useSites();
  const { filters, filtered, set } = useFilters(['site', 'group', 'search', 'sort']);
  // A refused sign-in of somebody unknown leads here with the name.
  const [parameters] = useSearchParams();
  const offered = parameters.get('add');
  const [adding, setAdding] = useState(offered !== null);
  const columns = useUserColumns();
  const query = { site: filters.site, groupId: filters.group, search: filters.search, sort: filters.sort };
  const add = async (values: UserValues, idempotencyKey: string): Promise<void> => {
    const user = await api.call(createUser, { body: { siteId: values.siteId, login: values.login, ...userBody(values) }, idempotencyKey });
    void navigate(`/users/${user.id}`);
  };
  const ways = mayWrite ? (
    <>
      <LinkButton to="/import-users" icon={<ImportOutlined aria-hidden />}>{t.navigation.userImport}</LinkButton>
      <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>{t.users.add}</Button>
    </>
  ) : null;
  return (
    <>
      <PageHeader
        title={t.navigation.users} description={t.users.description}
        extra={ways}
      />
      <Flex wrap gap={8} style={{ marginBlockEnd: 12 }}>
        <SearchBox label={t.users.find} value={filters.search} onChange={(search) => set({ search })} />
        <SitePicker value={filters.site} onChange={(site) => set({ site, group: undefined })} placeholder={t.words.allSites} allowClear width={240} />
        <Select<string>
          aria-label={t.words.group} placeholder={t.words.group} allowClear style={{ minWidth: 180 }} value={filters.group ?? null} onChange={(group) => set({ group })}
          options={groups.filter(({ siteId }) => filters.site === undefined || siteId === filters.site).map(({ id, name }) => ({ value: id, label: name }))}
        />
        <SortPicker options={t.users.sorts} value={filters.sort} onChange={(sort) => set({ sort })} />
      </Flex>
      <PagedTable
        operation={listUsers} query={query} columns={columns} rowKey={({ id }) => id} label={t.navigation.users} fileName="users" filtered={filtered}
        empty={<EmptyState icon={<UserOutlined aria-hidden />} text={t.users.none} action={<Flex gap={8}>{ways}</Flex>} />}
      />
      <FormModal<UserValues>
        open={adding && mayWrite} title={t.users.add} width={640} initial={{ login: offered ?? '', ...filters.site === undefined ? {} : { siteId: filters.site }, ...newUser }} submit={add} onClose={() => setAdding(false)}
      >
        <UserFields />
      </FormModal>
    </>
  );
}

function useUserColumns(): readonly Column<User>[] {
  const t = useTexts();
  const format = useFormat();
  const { pathOf, groupName } = useSites();
  return useMemo(() => [
    { key: 'login', title: t.users.login, text: ({ login }) => login, render: ({ id, login }) => <Link to={`/users/${id}`}>{login}</Link> },
    { key: 'name', title: t.users.displayName, text: ({ displayName }) => displayName },
    { key: 'site', title: t.words.site, text: ({ siteId }) => pathOf(siteId) },
    { key: 'group', title: t.words.group, text: ({ groupId }) => groupName(groupId) },
    { key: 'tokens', title: t.users.tokens, text: ({ tokens }) => String(tokens), align: 'right' },
    { key: 'mobile', title: t.users.mobile, text: ({ mobile }) => mobile ?? '' },
    { key: 'password', title: t.users.password, text: ({ passwordSet }) => (passwordSet ? t.users.passwordSet : t.users.passwordNone) },
    { key: 'ends', title: t.users.endsAt, text: ({ endsAt }) => format.end(endsAt) },
    { key: 'last', title: t.access.lastSignIn, text: ({ lastSignInAt }) => (lastSignInAt === null ? t.access.never : format.instant(lastSignInAt)) },
    {
      key: 'state', title: t.words.state, text: ({ enabled }) => (enabled ? t.words.enabled : t.words.disabled),
      render: ({ enabled }) => <Tag color={enabled ? 'success' : 'default'}>{enabled ? t.words.enabled : t.words.disabled}</Tag>,
    },
  ], [t, format, pathOf, groupName]);
}
