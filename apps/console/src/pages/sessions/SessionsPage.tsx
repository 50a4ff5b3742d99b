import { WifiOutlined } from '@ant-design/icons';
import { endOnlineSession, listOnlineSessions, type OnlineSession } from '@countersign/contracts/admin-api';
import { Flex, Select, Tag } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { Link } from 'react-router';
import { useApi } from '../../api/api-context.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import { useCan } from '../../session/session-context.ts';
import { ConfirmButton } from '../../widgets/ConfirmButton.tsx';
import { PageHeader } from '../../widgets/PageHeader.tsx';
import type { Column } from '../../widgets/column.ts';
import { EmptyState } from '../../widgets/EmptyState.tsx';
import { PagedTable } from '../../widgets/PagedTable.tsx';
import { SearchBox } from '../../widgets/SearchBox.tsx';
import { useAction } from '../../widgets/use-action.ts';
import { useFilters } from '../../widgets/use-filters.ts';

const states = ['online', 'reserved', 'ended'] as const;
const colours = { online: 'success', reserved: 'processing', ended: 'default' } as const;

/** Who is online, the latest first. */
export function SessionsPage(): ReactNode {
  const t = useTexts();
  const { filters, filtered, set } = useFilters(['search', 'state', 'userId', 'agentHostId']);
  const [turn, setTurn] = useState(0);
  const mayEnd = useCan('sessions.end');
  const columns = useColumns(mayEnd, () => setTurn((before) => before + 1));
  const state = states.find((each) => each === filters.state);
  const { state: _, ...rest } = filters;
  return (
    <>
      <PageHeader title={t.navigation.sessions} description={t.sessions.description} />
      <Flex wrap gap={8} style={{ marginBlockEnd: 12 }}>
        <SearchBox label={t.sessions.find} value={filters.search} onChange={(search) => set({ search })} />
        <Select<string | null>
          aria-label={t.words.state} allowClear placeholder={t.words.state} value={state ?? null} style={{ width: 160 }} onChange={(chosen) => set({ state: chosen ?? undefined })}
          options={states.map((value) => ({ value, label: t.sessions.states[value] }))}
        />
      </Flex>
      <PagedTable
        operation={listOnlineSessions} query={{ ...rest, ...state === undefined ? {} : { state } }} turn={turn} columns={columns} rowKey={({ id }) => id}
        label={t.navigation.sessions} fileName="sessions" filtered={filtered} empty={<EmptyState icon={<WifiOutlined aria-hidden />} text={t.sessions.none} />}
      />
    </>
  );
}

function useColumns(mayEnd: boolean, changed: () => void): readonly Column<OnlineSession>[] {
  const t = useTexts();
  const format = useFormat();
  return useMemo(() => {
    const octets = (count: number | null): string => (count === null ? '–' : `${format.number(Math.round(count / 1024))} KiB`);
    return [
      { key: 'user', title: t.words.user, text: ({ login }) => login, render: ({ login, userId }) => (userId === null ? login : <Link to={`/users/${userId}`}>{login}</Link>) },
      { key: 'state', title: t.words.state, text: ({ state }) => t.sessions.states[state], render: ({ state }) => <Tag color={colours[state]}>{t.sessions.states[state]}</Tag> },
      { key: 'host', title: t.words.agentHost, text: ({ agentHost }) => agentHost, render: ({ agentHost, agentHostId }) => <Link to={`/agent-hosts/${agentHostId}`}>{agentHost || agentHostId}</Link> },
      { key: 'address', title: t.sessions.address, text: ({ address }) => address ?? '–', render: ({ address }) => <span className="mono">{address ?? '–'}</span> },
      { key: 'station', title: t.sessions.station, text: ({ callingStationId }) => callingStationId ?? '–' },
      { key: 'started', title: t.sessions.started, text: ({ startedAt }) => format.precise(startedAt) },
      { key: 'updated', title: t.sessions.updated, text: ({ updatedAt }) => format.precise(updatedAt) },
      { key: 'received', title: t.sessions.received, align: 'right', text: ({ receivedOctets }) => octets(receivedOctets) },
      { key: 'sent', title: t.sessions.sent, align: 'right', text: ({ sentOctets }) => octets(sentOctets) },
      ...mayEnd ? [{ key: 'actions', title: t.words.actions, text: () => '', render: (session: OnlineSession) => (session.state === 'ended' ? null : <End session={session} changed={changed} />) }] : [],
    ] satisfies Column<OnlineSession>[];
  // `changed` only sets state of the page.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [t, format, mayEnd]);
}

function End({ session: { id, login }, changed }: { readonly session: OnlineSession; readonly changed: () => void }): ReactNode {
  const t = useTexts();
  const api = useApi();
  const end = useAction(async () => {
    await api.call(endOnlineSession, { parameters: { id } });
    changed();
  }, t.sessions.endedNow);
  return <ConfirmButton size="small" danger question={t.sessions.endQuestion(login)} consequence={t.sessions.endConsequence} onConfirm={end.run}>{t.sessions.end}</ConfirmButton>;
}
