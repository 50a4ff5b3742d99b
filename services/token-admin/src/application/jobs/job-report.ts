import { clip } from '@countersign/contracts';
import * as adminApi from '@countersign/contracts/admin-api';

type Line = adminApi.JobReportLine;

/** A report with its first lines; what files and directories said in them is fit to be kept and shown. */
export const jobReport = (counts: adminApi.JobReport['counts'], lines: readonly Line[]): adminApi.JobReport => ({
  counts,
  lines: lines.toSorted((one, other) => one.line - other.line).slice(0, adminApi.JOB_REPORT_LINES)
    .map(({ line, subject, kind, reason, detail }) => ({ line, subject: cut(subject), kind, reason: cut(reason), detail: cut(detail) })),
});

function cut<T extends string | null>(text: T): T;
function cut(text: string | null): string | null {
  return text === null ? text : clip(text, adminApi.JOB_REPORT_TEXT);
}
