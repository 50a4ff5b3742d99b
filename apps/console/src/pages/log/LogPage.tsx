import { AuditOutlined, ReloadOutlined } from '@ant-design/icons';
import { listAuditEvents } from '@countersign/contracts/admin-api';
import { Button, Flex, Skeleton, Space, Switch } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { useLoaded } from '../../api/use-loaded.ts';
import { useTexts } from '../../i18n/index.ts';
import { useCan, useSession } from '../../session/session-context.ts';
import { EmptyState, NoMatch } from '../../widgets/EmptyState.tsx';
import { PageHeader } from '../../widgets/PageHeader.tsx';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { useFilters } from '../../widgets/use-filters.ts';
import { LogEntry } from './LogEntry.tsx';
import { LogExport } from './LogExport.tsx';
import { filterNames, LogFilters } from './LogFilters.tsx';
import { LogTable } from './LogTable.tsx';
import { useTail } from './use-tail.ts';
import { VerifyTrail } from './VerifyTrail.tsx';

const PAGE_LINES = 50;

/** The authentication log, and one of its lines in a drawer when the address names it. */
export function LogPage(): ReactNode {
  const t = useTexts();
  const navigate = useNavigate();
  const { sequence } = useParams();
  const [parameters] = useSearchParams();
  const { filters, filtered, set } = useFilters(filterNames);
  const { session: { scope } } = useSession();
  // The chain of the trail has no sites.
  const [mayVerify, mayExport] = [useCan('audit.verify') && scope?.kind === 'all', useCan('audit.export')];
  const [before, setBefore] = useState<readonly number[]>([]);
  const [follow, setFollow] = useState(false);
  const { data, problem, loading, reload } = useLoaded(listAuditEvents, { query: { ...filters, limit: PAGE_LINES, before: before.at(-1) } });
  const asked = parameters.toString();
  useEffect(() => setBefore([]), [asked]);
  const onFirstPage = before.length === 0;
  const fresh = useTail(follow && onFirstPage, filters);
  const listed = data?.entries ?? [];
  const entries = [...fresh, ...listed.filter(({ sequence }) => !fresh.some((entry) => entry.sequence === sequence))];
  const next = data?.next ?? null;
  return (
    <>
      <PageHeader title={t.navigation.log} description={t.log.description} extra={mayVerify ? <VerifyTrail /> : null} />
      <Flex vertical gap={12}>
        <LogFilters filters={filters} set={set} />
        <Flex wrap justify="space-between" gap={8} align="center">
          <Space>
            <Switch id="follow" checked={follow} onChange={(on) => { setBefore([]); setFollow(on); }} aria-describedby="follow-hint" />
            <label htmlFor="follow">{t.log.follow}</label>
            {follow ? <span id="follow-hint">{t.log.following}</span> : null}
          </Space>
          <Space>
            {mayExport ? <LogExport filters={filters} /> : null}
            <Button icon={<ReloadOutlined aria-hidden />} onClick={reload}>{t.actions.reload}</Button>
          </Space>
        </Flex>
        {problem === undefined ? null : <ProblemAlert problem={problem} onRetry={reload} />}
        {data === undefined && problem !== undefined ? null : (
          <LogTable
            entries={entries} loading={loading && !follow && data !== undefined} label={t.navigation.log} search={asked}
            empty={data === undefined ? <Skeleton active title={false} paragraph={{ rows: 6 }} /> : filtered ? <NoMatch /> : <EmptyState icon={<AuditOutlined aria-hidden />} text={t.log.none} />}
          />
        )}
        <Flex justify="flex-end" gap={8}>
          <Button disabled={onFirstPage} onClick={() => setBefore([])}>{t.log.newest}</Button>
          <Button disabled={next === null} onClick={() => { if (next !== null) setBefore([...before, next]); }}>{t.log.older}</Button>
        </Flex>
      </Flex>
      {sequence === undefined ? null : (
        <LogEntry key={sequence} sequence={Number(sequence)} onClose={() => { void navigate({ pathname: '/log', search: asked }); }} />
      )}
    </>
  );
}
