import type { JobReport } from '@countersign/contracts/admin-api';
import { Alert, Button } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n/index.ts';
import { LinkButton } from '../widgets/LinkButton.tsx';
import { ProblemAlert } from '../widgets/ProblemAlert.tsx';
import { JobView } from './JobView.tsx';
import type { JobWithReport } from './use-job.ts';
import type { ImportRun } from './use-import-run.ts';

export interface ImportOutcomeProps {
  readonly run: Pick<ImportRun<never>, 'stage' | 'problem' | 'busy'>;
  /** Good records are imported although others are refused. */
  readonly partial: boolean;
  /** How many an import would change, of a report. */
  readonly size: (counts: JobReport['counts']) => number;
  readonly importText: (size: number) => string;
  readonly show: { readonly to: string; readonly text: string };
  readonly onImport: () => void;
  readonly onRestart: () => void;
}

/** What a check or an import is at, what it found, and what can be done next. */
export function ImportOutcome({ run: { stage, problem, busy }, partial, size, importText, show, onImport, onRestart }: ImportOutcomeProps): ReactNode {
  const t = useTexts();
  if (problem !== null) return <ProblemAlert problem={problem} />;
  if (stage === null) return null;
  const ended = ({ job, report }: JobWithReport): { notes: ReactNode; actions: ReactNode } => {
    const refused = report?.counts.refused ?? 0;
    const count = report === null ? 0 : size(report.counts);
    const done = job.state === 'done';
    return {
      notes: (
        <>
          {done && job.dryRun && refused === 0 ? <Alert type="success" showIcon title={t.importing.allGood} /> : null}
          {done && refused > 0 && !partial ? <Alert type="info" showIcon title={t.importing.nothing} /> : null}
        </>
      ),
      actions: (
        <>
          {done && job.dryRun && count > 0 && (partial || refused === 0) ? <Button type="primary" loading={busy} onClick={onImport}>{importText(count)}</Button> : null}
          {done && !job.dryRun ? <LinkButton to={show.to} type="primary">{show.text}</LinkButton> : null}
          {job.dryRun ? null : <Button onClick={onRestart}>{t.importing.another}</Button>}
        </>
      ),
    };
  };
  return <JobView key={stage.id} id={stage.id} linked ended={ended} />;
}
