import { type JobReport, type JobReportLine, tokenFileKindText, userFields } from '@countersign/contracts/admin-api';
import { Table } from 'antd';
import { type ReactNode, useMemo } from 'react';
import { type Language, type Messages, useLanguage, useTexts } from '../i18n/index.ts';
import { usePages } from '../widgets/use-pages.tsx';

const PAGE_ROWS = 20;
/** Pixels below which the list is scrolled; above it the cells wrap. */
const NARROWEST = 560;

interface Row extends JobReportLine {
  readonly key: string;
}

/** A reason in the reader's language; one that has no text is shown by its name. */
export const reasonText = (reason: string, t: Messages): string => t.jobs.reasons[reason] ?? t.reasons[reason] ?? reason;

/** The field in question, or the kind of file, where the detail is one; anything else as it is. */
function detailText(detail: string | null, t: Messages, language: Language): string {
  const field = userFields.find((name) => name === detail);
  if (field !== undefined) return t.userImport.fields[field];
  return detail === null ? '' : tokenFileKindText(detail, language) ?? detail;
}

/** What was wrong, line by line. */
export function JobReportLines({ report: { lines, counts } }: { readonly report: JobReport }): ReactNode {
  const t = useTexts();
  const pages = usePages(PAGE_ROWS);
  const { language } = useLanguage();
  const rows = useMemo<Row[]>(() => lines.map((line, index) => ({ ...line, key: String(index) })), [lines]);
  if (rows.length === 0) return null;
  const more = (counts.refused ?? 0) + (counts.warnings ?? 0) > rows.length;
  return (
    <Table<Row>
      aria-label={t.importing.refused} size="small" rowKey="key" dataSource={rows} pagination={pages}
      scroll={{ x: NARROWEST }}
      {...more ? { footer: () => t.importing.firstLines } : {}}
      columns={[
        { key: 'line', title: t.importing.line, align: 'right', width: 80, render: (_, { line }) => (line === 0 ? '–' : line) },
        { key: 'subject', title: t.jobs.subject, render: (_, { subject }) => subject ?? '–' },
        { key: 'kind', title: t.words.result, render: (_, { kind }) => t.jobs[kind] },
        { key: 'reason', title: t.importing.reason, render: (_, { reason }) => reasonText(reason, t) },
        { key: 'detail', title: t.importing.detail, render: (_, { detail }) => detailText(detail, t, language) },
      ]}
    />
  );
}
