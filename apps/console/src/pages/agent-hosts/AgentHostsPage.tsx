import { CloudServerOutlined, PlusOutlined } from '@ant-design/icons';
import { type AgentHost, createAgentHost, listAgentHosts } from '@countersign/contracts/admin-api';
import { Button, Flex, Tag } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useApi } from '../../api/api-context.ts';
import { SitePicker } from '../../directory/SitePicker.tsx';
import { shownAddress } from '../../directory/shown-address.ts';
import { useSites } from '../../directory/sites-context.ts';
import { type Messages, useTexts } from '../../i18n/index.ts';
import { useCan } from '../../session/session-context.ts';
import { FormModal } from '../../widgets/FormModal.tsx';
import { PageHeader } from '../../widgets/PageHeader.tsx';
import type { Column } from '../../widgets/column.ts';
import { EmptyState } from '../../widgets/EmptyState.tsx';
import { PagedTable } from '../../widgets/PagedTable.tsx';
import { SearchBox } from '../../widgets/SearchBox.tsx';
import { useFilters } from '../../widgets/use-filters.ts';
import { AgentHostFields, type AgentHostValues, agentHostBody, newAgentHost } from './AgentHostFields.tsx';

export function AgentHostsPage(): ReactNode {
  const t = useTexts();
  const api = useApi();
  const navigate = useNavigate();
  const mayWrite = useCan('agent-hosts.write');
  const [parameters, setParameters] = useSearchParams();
  const { filters, filtered, set } = useFilters(['site', 'search']);
  // "Recent drops" leads here with the address of a device that nobody knows.
  const offered = parameters.get('add');
  const [adding, setAdding] = useState(offered !== null);
  const columns = useHostColumns();
  const close = (): void => {
    setAdding(false);
    if (offered !== null) setParameters({}, { replace: true });
  };
  const add = async (values: AgentHostValues, idempotencyKey: string): Promise<void> => {
    const host = await api.call(createAgentHost, { body: { siteId: values.siteId, secret: values.secret ?? '', ...agentHostBody(values) }, idempotencyKey });
    void navigate(`/agent-hosts/${host.id}`);
  };
  const way = mayWrite ? <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>{t.hosts.add}</Button> : null;
  return (
    <>
      <PageHeader
        title={t.navigation.agentHosts} description={t.hosts.description}
        extra={way}
      />
      <Flex wrap gap={8} style={{ marginBlockEnd: 12 }}>
        <SearchBox label={t.hosts.find} value={filters.search} onChange={(search) => set({ search })} />
        <SitePicker value={filters.site} onChange={(site) => set({ site })} placeholder={t.words.allSites} allowClear width={240} />
      </Flex>
      <PagedTable
        operation={listAgentHosts} query={{ site: filters.site, search: filters.search }} columns={columns} rowKey={({ id }) => id}
        label={t.navigation.agentHosts} fileName="agent-hosts" filtered={filtered} empty={<EmptyState icon={<CloudServerOutlined aria-hidden />} text={t.hosts.none} action={way} />}
      />
      <FormModal<AgentHostValues>
        open={adding && mayWrite} title={t.hosts.add} width={720} submit={add} onClose={close}
        initial={{ ...newAgentHost, address: offered ?? '', ...filters.site === undefined ? {} : { siteId: filters.site } }}
      >
        <AgentHostFields />
      </FormModal>
    </>
  );
}

export function opennessOf({ openToAll, openToSite }: AgentHost, t: Messages): string {
  if (openToAll) return t.hosts.openAll;
  return openToSite ? t.hosts.openSite : t.hosts.byList;
}

function useHostColumns(): readonly Column<AgentHost>[] {
  const t = useTexts();
  const { pathOf } = useSites();
  return useMemo(() => [
    { key: 'name', title: t.words.name, text: ({ name }) => name, render: ({ id, name }) => <Link to={`/agent-hosts/${id}`}>{name}</Link> },
    { key: 'address', title: t.hosts.main, text: ({ addresses }) => shownAddress(addresses[0]?.address ?? '') },
    { key: 'nodes', title: t.hosts.secondary, text: ({ addresses }) => addresses.slice(1).map(({ address }) => shownAddress(address)).join(', ') || '–' },
    { key: 'site', title: t.words.site, text: ({ siteId }) => pathOf(siteId) },
    { key: 'open', title: t.hosts.activations, text: (host) => opennessOf(host, t) },
    {
      key: 'protection', title: t.hosts.requireMessageAuthenticator, text: ({ requireMessageAuthenticator }) => (requireMessageAuthenticator ? t.words.yes : t.words.no),
      render: ({ requireMessageAuthenticator: required }) => <Tag color={required ? 'success' : 'warning'}>{required ? t.hosts.protected : t.hosts.unprotected}</Tag>,
    },
  ], [t, pathOf]);
}
