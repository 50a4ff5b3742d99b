import type { reportRefusedAgentHosts, reportRefusedUsers } from '@countersign/contracts/admin-api';
import { Table } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Reply } from '../../api/client.ts';
import { useLoaded } from '../../api/use-loaded.ts';
import { useFormat } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import { Cell } from '../../widgets/Cell.tsx';
import { usePages } from '../../widgets/use-pages.tsx';
import { csvOf, type ReportName, type ReportQuery } from './report-query.ts';
import { ReportCard } from './ReportCard.tsx';
import { resultText } from './ResultsReport.tsx';

const PAGE_ROWS = 10;
/** Pixels below which the list is scrolled, so that no name is broken within a word. */
const NARROWEST = 240;

type RefusedRow = Reply<typeof reportRefusedUsers>['rows'][number];

export interface RefusedMostProps {
  readonly operation: typeof reportRefusedUsers | typeof reportRefusedAgentHosts;
  readonly name: ReportName;
  readonly title: string;
  /** The log's filter that a row leads to. */
  readonly filter: 'user' | 'agentHost';
  readonly query: ReportQuery;
}

/** Users or agent hosts with the most refusals, and the most frequent cause of each. */
export function RefusedMost({ operation, name, title, filter, query }: RefusedMostProps): ReactNode {
  const t = useTexts();
  const pages = usePages(PAGE_ROWS);
  const format = useFormat();
  const { language } = useLanguage();
  const loaded = useLoaded(operation, { query: { ...query } });
  // Administrators sign in at this console, as the log calls it.
  const nameOf = ({ name: host, result }: RefusedRow): string => (filter === 'agentHost' && result.startsWith('administrator-') ? t.log.console : host);
  return (
    <ReportCard title={title} csv={csvOf(name, query)} loaded={loaded} none={t.reports.noneRefused}>
      {(rows) => (
        <Table<RefusedRow>
          aria-label={title} size="small" rowKey="name" dataSource={[...rows]} pagination={pages} scroll={{ x: NARROWEST }} tableLayout="auto"
          columns={[
            { key: 'name', title: t.words.name, render: (_, row) => <Cell full={nameOf(row)}><Link to={{ pathname: '/log', search: new URLSearchParams({ [filter]: row.name }).toString() }}>{nameOf(row)}</Link></Cell> },
            { key: 'refused', title: t.reports.refusedCount, align: 'right', render: (_, { refused }) => format.number(refused) },
            { key: 'result', title: t.words.cause, render: (_, { result }) => resultText(result, language) },
          ]}
        />
      )}
    </ReportCard>
  );
}
