import { CreditCardOutlined, ImportOutlined, KeyOutlined, PlusOutlined } from '@ant-design/icons';
import { listTokens, type Token } from '@countersign/contracts/admin-api';
import { Button, Flex, Select } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { SitePicker } from '../../directory/SitePicker.tsx';
import { useSites } from '../../directory/sites-context.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import { useCan } from '../../session/session-context.ts';
import { LinkButton } from '../../widgets/LinkButton.tsx';
import { PageHeader } from '../../widgets/PageHeader.tsx';
import type { Column } from '../../widgets/column.ts';
import { EmptyState } from '../../widgets/EmptyState.tsx';
import { PagedTable } from '../../widgets/PagedTable.tsx';
import { SearchBox } from '../../widgets/SearchBox.tsx';
import { SortPicker } from '../../widgets/SortPicker.tsx';
import { useFilters } from '../../widgets/use-filters.ts';
import { MakeCards } from './MakeCards.tsx';
import { MakeToken } from './MakeToken.tsx';
import { TokenDrawer } from './TokenDrawer.tsx';
import { TokenState } from './TokenState.tsx';
import { useTokenTexts } from './use-token-texts.ts';

/** All tokens, and one of them in a drawer when the address names it. */
export function TokensPage(): ReactNode {
  const t = useTexts();
  const navigate = useNavigate();
  const { id } = useParams();
  const [parameters] = useSearchParams();
  const [mayWrite, mayImport] = [useCan('tokens.write'), useCan('tokens.import')];
  const { filters, filtered, set } = useFilters(['site', 'search', 'assigned', 'enabled', 'sort', 'endsFrom', 'endsTo']);
  const [making, setMaking] = useState<'token' | 'cards' | null>(null);
  const [turn, setTurn] = useState(0);
  /** What the list shows, without what was asked of one token. */
  const search = new URLSearchParams([...parameters].filter(([name]) => name !== 'tab' && name !== 'host')).toString();
  const columns = useTokenColumns(search);
  const changed = (): void => setTurn((before) => before + 1);
  const switched = (name: 'assigned' | 'enabled', yes: string, no: string, label: string): ReactNode => (
    <Select<string>
      aria-label={label} placeholder={label} allowClear style={{ minWidth: 140 }} value={filters[name] ?? null} onChange={(value) => set({ [name]: value })}
      options={[{ value: 'true', label: yes }, { value: 'false', label: no }]}
    />
  );
  const ways = (
    <>
      {mayImport ? <LinkButton to="/import" icon={<ImportOutlined aria-hidden />}>{t.navigation.tokenImport}</LinkButton> : null}
      {mayWrite ? <Button icon={<CreditCardOutlined aria-hidden />} onClick={() => setMaking('cards')}>{t.tokens.makeCards}</Button> : null}
      {mayWrite ? <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setMaking('token')}>{t.tokens.make}</Button> : null}
    </>
  );
  return (
    <>
      <PageHeader
        title={t.navigation.tokens} description={t.tokens.description}
        extra={ways}
      />
      <Flex wrap gap={8} style={{ marginBlockEnd: 12 }}>
        <SearchBox label={t.tokens.find} value={filters.search} onChange={(search) => set({ search })} />
        <SitePicker value={filters.site} onChange={(site) => set({ site })} placeholder={t.words.allSites} allowClear width={200} />
        {switched('assigned', t.tokens.assigned, t.tokens.unassigned, t.tokens.assignment)}
        {switched('enabled', t.words.enabled, t.words.disabled, t.words.state)}
        <SortPicker options={t.tokens.sorts} value={filters.sort} onChange={(sort) => set({ sort })} />
      </Flex>
      <PagedTable
        operation={listTokens} turn={turn} columns={columns} rowKey={(token) => token.id} label={t.navigation.tokens} fileName="tokens" filtered={filtered}
        query={filters}
        empty={<EmptyState icon={<KeyOutlined aria-hidden />} text={t.tokens.none} action={<Flex gap={8}>{ways}</Flex>} />}
      />
      <MakeToken open={making === 'token'} siteId={filters.site} onClose={() => setMaking(null)} onDone={changed} />
      <MakeCards open={making === 'cards'} siteId={filters.site} onClose={() => setMaking(null)} onDone={changed} />
      {id === undefined ? null : (
        <TokenDrawer key={id} id={id} onChange={changed} onClose={() => { void navigate({ pathname: '/tokens', search }); }} />
      )}
    </>
  );
}

function useTokenColumns(search: string): readonly Column<Token>[] {
  const t = useTexts();
  const format = useFormat();
  const { pathOf } = useSites();
  const { typeOf, periodOf, stateOf } = useTokenTexts();
  return useMemo(() => [
    {
      key: 'serial', title: t.tokens.serial, text: ({ serial }) => serial,
      render: ({ id, serial }) => <Link to={{ pathname: `/tokens/${id}`, search }}>{serial}</Link>,
    },
    { key: 'type', title: t.tokens.type, text: typeOf },
    { key: 'digits', title: t.tokens.digits, text: ({ digits }) => String(digits), align: 'right' },
    { key: 'period', title: t.tokens.periodOrUses, text: periodOf },
    { key: 'start', title: t.words.start, text: ({ startsAt }) => format.date(startsAt) },
    { key: 'end', title: t.words.end, text: ({ endsAt }) => format.end(endsAt) },
    { key: 'state', title: t.words.state, text: stateOf, render: (token) => <TokenState token={token} /> },
    {
      key: 'assignee', title: t.tokens.assignee, text: ({ assignment }) => assignment?.login ?? '',
      render: ({ assignment }) => (assignment === null ? '–' : <Link to={`/users/${assignment.userId}`}>{assignment.login}</Link>),
    },
    { key: 'site', title: t.words.site, text: ({ siteId }) => pathOf(siteId) },
  ], [t, format, pathOf, typeOf, periodOf, stateOf, search]);
}
