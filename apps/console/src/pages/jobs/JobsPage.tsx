import { UnorderedListOutlined } from '@ant-design/icons';
import { type Job, jobKinds, jobStates, listJobs } from '@countersign/contracts/admin-api';
import { Drawer, Flex, Select } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { SitePicker } from '../../directory/SitePicker.tsx';
import { useSites } from '../../directory/sites-context.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import { JobView } from '../../jobs/JobView.tsx';
import { PageHeader } from '../../widgets/PageHeader.tsx';
import type { Column } from '../../widgets/column.ts';
import { EmptyState } from '../../widgets/EmptyState.tsx';
import { PagedTable } from '../../widgets/PagedTable.tsx';
import { useFilters } from '../../widgets/use-filters.ts';
import { JobFacts } from './JobFacts.tsx';
import { JobStateCell } from './JobStateCell.tsx';
import { keptNothing, outcomeText } from './outcome.ts';

/** What goes on behind the pages, and what came of it. */
export function JobsPage(): ReactNode {
  const t = useTexts();
  const { id } = useParams();
  const navigate = useNavigate();
  const [parameters] = useSearchParams();
  const { filters, filtered, set } = useFilters(['site', 'kind', 'state']);
  const [turn, setTurn] = useState(0);
  const changed = (): void => setTurn((before) => before + 1);
  const columns = useColumns(changed, parameters.toString());
  const close = (): void => {
    changed();
    void navigate({ pathname: '/jobs', search: parameters.toString() });
  };
  return (
    <>
      <PageHeader title={t.navigation.jobs} description={t.jobs.description} />
      <Flex wrap gap={8} style={{ marginBlockEnd: 12 }}>
        <Select<string>
          aria-label={t.jobs.kind} placeholder={t.jobs.kind} allowClear style={{ minWidth: 200 }} value={filters.kind ?? null} onChange={(kind) => set({ kind })}
          options={jobKinds.map((value) => ({ value, label: t.jobs.kinds[value] }))}
        />
        <Select<string>
          aria-label={t.words.state} placeholder={t.words.state} allowClear style={{ minWidth: 140 }} value={filters.state ?? null} onChange={(state) => set({ state })}
          options={jobStates.map((value) => ({ value, label: t.jobs.states[value] }))}
        />
        <SitePicker value={filters.site} onChange={(site) => set({ site })} placeholder={t.words.allSites} allowClear width={240} />
      </Flex>
      <PagedTable
        operation={listJobs} query={filters} turn={turn} columns={columns} rowKey={(job) => job.id} label={t.navigation.jobs} fileName="jobs" filtered={filtered}
        empty={<EmptyState icon={<UnorderedListOutlined aria-hidden />} text={t.jobs.none} />}
      />
      <Drawer open={id !== undefined} title={t.jobs.one} size={760} onClose={close} destroyOnHidden>
        {id === undefined ? null : <JobView id={id} facts={(job) => <JobFacts job={job} />} />}
      </Drawer>
    </>
  );
}

function useColumns(changed: () => void, search: string): readonly Column<Job>[] {
  const t = useTexts();
  const format = useFormat();
  const { pathOf } = useSites();
  return useMemo(() => [
    { key: 'created', title: t.words.created, text: ({ createdAt }) => format.instant(createdAt), render: ({ id, createdAt }) => <Link to={{ pathname: `/jobs/${id}`, search }}>{format.instant(createdAt)}</Link> },
    { key: 'kind', title: t.jobs.kind, text: ({ kind, dryRun }) => dryRun ? t.jobs.checkOf(t.jobs.kinds[kind]) : t.jobs.kinds[kind] },
    { key: 'label', title: t.jobs.label, text: ({ label }) => label || '–', render: ({ label }) => <span style={{ overflowWrap: 'anywhere' }}>{label || '–'}</span> },
    { key: 'site', title: t.words.site, text: ({ siteId }) => (siteId === null ? '–' : pathOf(siteId)) },
    { key: 'state', title: t.words.state, text: (job) => (keptNothing(job) ? t.jobs.keptNothing : t.jobs.states[job.state]), render: (job) => <JobStateCell job={job} changed={changed} /> },
    { key: 'outcome', title: t.jobs.outcome, text: (job) => outcomeText(job, t, format) || '–' },
    { key: 'by', title: t.jobs.by, text: ({ createdBy }) => createdBy.slice(createdBy.indexOf(':') + 1) },
  // `changed` only sets state of the page.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  ], [t, format, pathOf, search]);
}
