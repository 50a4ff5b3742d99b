import { reportSignIns } from '@countersign/contracts/admin-api';
import type { ReactNode } from 'react';
import { useLoaded } from '../../api/use-loaded.ts';
import { localeOf, useLanguage, useTexts } from '../../i18n/index.ts';
import { StackedBars } from '../../widgets/StackedBars.tsx';
import { csvOf, ownTimeZone, type ReportQuery } from './report-query.ts';
import { ReportCard } from './ReportCard.tsx';

export interface SignInsReportProps {
  readonly query: ReportQuery;
  readonly bucket: 'hour' | 'day' | 'week' | 'month';
}

export function SignInsReport({ query, bucket }: SignInsReportProps): ReactNode {
  const t = useTexts();
  const { language } = useLanguage();
  const asked = { ...query, bucket, timeZone: ownTimeZone() };
  const loaded = useLoaded(reportSignIns, { query: asked });
  const label = new Intl.DateTimeFormat(localeOf(language), bucket === 'hour' ? { month: '2-digit', day: '2-digit', hour: '2-digit' } : { month: '2-digit', day: '2-digit' });
  return (
    <ReportCard title={t.reports.signIns} csv={csvOf('sign-ins', asked)} loaded={loaded}>
      {(rows) => (
        <StackedBars
          label={t.reports.signIns}
          bars={rows.map(({ from, accepted, challenged, refused }) => ({ key: from, label: label.format(new Date(from)), accepted, challenged, refused }))}
        />
      )}
    </ReportCard>
  );
}
