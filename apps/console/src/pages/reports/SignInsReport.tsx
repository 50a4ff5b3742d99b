import { reportSignIns } from '@countersign/contracts/admin-api';
import dayjs from 'dayjs';
import type { ReactNode } from 'react';
import { useLoaded } from '../../api/use-loaded.ts';
import { useTexts } from '../../i18n/index.ts';
import { StackedBars } from '../../widgets/StackedBars.tsx';
import { csvOf, ownTimeZone, type ReportQuery } from './report-query.ts';
import { type Bucket, everySpan } from './every-span.ts';
import { ReportCard } from './ReportCard.tsx';

const LABELS = { hour: 'MM-DD HH:mm', day: 'MM-DD', week: 'MM-DD', month: 'YYYY-MM' } as const;

export interface SignInsReportProps {
  readonly query: ReportQuery;
  readonly bucket: Bucket;
}

export function SignInsReport({ query, bucket }: SignInsReportProps): ReactNode {
  const t = useTexts();
  const asked = { ...query, bucket, timeZone: ownTimeZone() };
  const loaded = useLoaded(reportSignIns, { query: asked });
  return (
    <ReportCard title={t.reports.signIns} csv={csvOf('sign-ins', asked)} loaded={loaded}>
      {(rows) => (
        <StackedBars
          label={t.reports.signIns}
          bars={everySpan(rows, bucket, query.from, query.to).map(({ from, accepted, challenged, refused }) => ({ key: from, label: dayjs(from).format(LABELS[bucket]), accepted, challenged, refused }))}
        />
      )}
    </ReportCard>
  );
}
