import { type Job, type JobCount, jobCounts } from '@countersign/contracts/admin-api';
import type { Format } from '../../i18n/format.ts';
import type { Messages } from '../../i18n/index.ts';

/** What is no change of the directory. */
const NOT_KEPT: ReadonlySet<JobCount> = new Set(['read', 'refused', 'warnings']);

/** It went through its file to the end and refused all of it: all or nothing was asked for. */
export function keptNothing({ state, dryRun, counts }: Pick<Job, 'state' | 'dryRun' | 'counts'>): boolean {
  if (state !== 'done' || dryRun || counts === null || (counts.refused ?? 0) === 0) return false;
  return jobCounts.every((name) => NOT_KEPT.has(name) || (counts[name] ?? 0) === 0);
}

/** What it did, in one line; of a check, what it would do. */
export function outcomeText({ counts, dryRun }: Pick<Job, 'counts' | 'dryRun'>, t: Messages, { number, series }: Pick<Format, 'number' | 'series'>): string {
  const text = series(jobCounts.filter((name) => name !== 'read' && (counts?.[name] ?? 0) > 0).map((name) => `${t.jobs.counts[name]} ${number(counts?.[name] ?? 0)}`));
  return dryRun && text !== '' ? t.jobs.would(text) : text;
}
