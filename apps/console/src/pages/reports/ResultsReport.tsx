import { describeResult, outcomeOfSignIn, reportResults, type ResultCode, resultCodes } from '@countersign/contracts/admin-api';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useLoaded } from '../../api/use-loaded.ts';
import { type Language, useLanguage, useTexts } from '../../i18n/index.ts';
import { ShareList } from '../../widgets/ShareList.tsx';
import { csvOf, type ReportQuery } from './report-query.ts';
import { ReportCard } from './ReportCard.tsx';

const isResultCode = (code: string): code is ResultCode => Object.hasOwn(resultCodes, code);

/** A result's text; an older or newer one than this page knows is shown by its name. */
export const resultText = (code: string, language: Language): string => (isResultCode(code) ? describeResult(code, language).text : code);

export function ResultsReport({ query }: { readonly query: ReportQuery }): ReactNode {
  const t = useTexts();
  const { language } = useLanguage();
  const loaded = useLoaded(reportResults, { query: { ...query } });
  return (
    <ReportCard title={t.reports.results} csv={csvOf('results', query)} loaded={loaded}>
      {(rows) => (
        <ShareList
          label={t.reports.results}
          shares={rows.map(({ result, count }) => ({
            key: result, count, kind: outcomeOfSignIn(result),
            label: <Link to={`/log?result=${result}&from=${query.from}&to=${query.to}`}>{resultText(result, language)}</Link>,
          }))}
        />
      )}
    </ReportCard>
  );
}
