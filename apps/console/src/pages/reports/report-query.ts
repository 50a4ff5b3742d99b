import { adminApiPrefix, downloadReport } from '@countersign/contracts/admin-api';
import { pathOf } from '../../api/client.ts';

/** What every report is about: a span of time and, perhaps, one site. */
export interface ReportQuery {
  readonly from: string;
  readonly to: string;
  readonly site: string | undefined;
}

export type ReportName = 'sign-ins' | 'results' | 'refused-users' | 'refused-agent-hosts';

/** Where a report's CSV is. */
export const csvOf = (name: ReportName, query: ReportQuery & { readonly bucket?: string; readonly timeZone?: string }): string =>
  `${adminApiPrefix}${pathOf(downloadReport, { name }, { ...query })}`;

/** The reader's own, for the beginning of a day. */
export const ownTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
