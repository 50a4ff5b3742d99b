import type { ImportReport } from '@countersign/contracts/admin-api';
import { Alert, Button, Flex, Statistic, Table } from 'antd';
import type { ReactNode } from 'react';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import { LinkButton } from '../../widgets/LinkButton.tsx';
import { csvBlob, csvLine, download } from '../../widgets/csv.ts';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import type { ImportStage } from './import-stage.ts';

export interface ImportOutcomeProps {
  readonly stage: ImportStage;
  readonly partial: boolean;
  readonly busy: boolean;
  readonly onImport: () => void;
  readonly onRestart: () => void;
}

/** What a check or an import found, and what can be done next. */
export function ImportOutcome({ stage: { dryRun, report, problem }, partial, busy, onImport, onRestart }: ImportOutcomeProps): ReactNode {
  const t = useTexts();
  const format = useFormat();
  const importable = dryRun && problem === null && report !== null && report.imported > 0 && (partial || report.refusedCount === 0);
  const done = !dryRun && problem === null;
  return (
    <section aria-live="polite">
      <Flex vertical gap={16}>
        {problem === null ? null : report === null ? <ProblemAlert problem={problem} /> : <Alert type="error" showIcon role="alert" title={t.importing.fileRefused} />}
        {report === null ? null : <Numbers report={report} kept={done} />}
        {problem === null && report?.refusedCount === 0 && dryRun ? <Alert type="success" showIcon title={t.importing.allGood} /> : null}
        {problem !== null || (dryRun && report !== null && report.refusedCount > 0 && !partial) ? <Alert type="info" showIcon title={t.importing.nothing} /> : null}
        {report === null ? null : <ReportLines report={report} />}
        <Flex wrap gap={8}>
          {importable ? <Button type="primary" loading={busy} onClick={onImport}>{busy ? t.importing.importing : t.importing.import(format.number(report.imported))}</Button> : null}
          {report === null ? null : <Button onClick={() => download(reportCsv(report, t.importing), 'token-import.csv')}>{t.importing.report}</Button>}
          {done ? <LinkButton to="/tokens?assigned=false" type="primary">{t.importing.showTokens}</LinkButton> : null}
          {done ? <Button onClick={onRestart}>{t.importing.another}</Button> : null}
        </Flex>
      </Flex>
    </section>
  );
}

function Numbers({ report, kept }: { readonly report: ImportReport; readonly kept: boolean }): ReactNode {
  const t = useTexts();
  return (
    <Flex wrap gap={32}>
      <Statistic title={kept ? t.importing.imported : t.importing.wouldImport} value={report.imported} />
      <Statistic title={t.importing.read} value={report.read} />
      <Statistic title={t.importing.refused} value={report.refusedCount} />
      <Statistic title={t.importing.warnings} value={report.warningCount ?? report.warnings.length} />
    </Flex>
  );
}

interface Line {
  readonly key: string;
  readonly line: number;
  readonly serial: string | null;
  readonly kind: 'refused' | 'warnings';
  readonly reason: string;
  readonly detail: string | null;
}

const linesOf = (report: ImportReport): Line[] => [
  ...report.refused.map(({ line, serial, reason, detail }, index) => ({ key: `r${index}`, line, serial, kind: 'refused' as const, reason, detail })),
  ...report.warnings.map(({ line, serial, warning }, index) => ({ key: `w${index}`, line, serial, kind: 'warnings' as const, reason: warning, detail: null })),
].toSorted((one, other) => one.line - other.line);

function ReportLines({ report }: { readonly report: ImportReport }): ReactNode {
  const t = useTexts();
  const lines = linesOf(report);
  if (lines.length === 0) return null;
  return (
    <Table<Line>
      aria-label={t.importing.refused} size="small" rowKey="key" dataSource={lines} pagination={{ pageSize: 20, showSizeChanger: false, hideOnSinglePage: true }}
      scroll={{ x: 'max-content' }}
      {...report.refusedCount + (report.warningCount ?? 0) > lines.length ? { footer: () => t.importing.firstLines } : {}}
      columns={[
        { key: 'line', title: t.importing.line, align: 'right', width: 80, render: (_, { line }) => line },
        { key: 'serial', title: t.tokens.serial, render: (_, { serial }) => serial ?? '–' },
        { key: 'kind', title: t.words.result, render: (_, { kind }) => t.importing[kind] },
        { key: 'reason', title: t.importing.reason, render: (_, { reason }) => t.reasons[reason] ?? reason },
        { key: 'detail', title: t.importing.detail, render: (_, { detail }) => detail ?? '' },
      ]}
    />
  );
}

function reportCsv(report: ImportReport, t: { readonly line: string; readonly reason: string; readonly detail: string }): Blob {
  return csvBlob([
    csvLine([t.line, 'serial', 'kind', t.reason, t.detail]),
    ...linesOf(report).map(({ line, serial, kind, reason, detail }) => csvLine([String(line), serial ?? '', kind, reason, detail ?? ''])),
  ]);
}
