import { describeResult, reportResults, type ResultCode, resultCodes } from '@countersign/contracts/admin-api';
import { Flex } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useLoaded } from '../../api/use-loaded.ts';
import { useFormat } from '../../i18n/format.ts';
import { type Language, useLanguage, useTexts } from '../../i18n/index.ts';
import { ShareBar } from '../../widgets/ShareBar.tsx';
import { csvOf, type ReportQuery } from './report-query.ts';
import { ReportCard } from './ReportCard.tsx';

const isResultCode = (code: string): code is ResultCode => Object.hasOwn(resultCodes, code);

/** A result's text; an older or newer one than this page knows is shown by its name. */
export const resultText = (code: string, language: Language): string => (isResultCode(code) ? describeResult(code, language).text : code);

export function ResultsReport({ query }: { readonly query: ReportQuery }): ReactNode {
  const t = useTexts();
  const format = useFormat();
  const { language } = useLanguage();
  const loaded = useLoaded(reportResults, { query: { ...query } });
  return (
    <ReportCard title={t.reports.results} csv={csvOf('results', query)} loaded={loaded}>
      {(rows) => (
        <Flex vertical gap={10}>
          {rows.map(({ result, count }) => (
            <div key={result}>
              <Flex justify="space-between"><Link to={`/log?result=${result}&from=${query.from}&to=${query.to}`}>{resultText(result, language)}</Link><span>{format.number(count)}</span></Flex>
              <ShareBar share={count / Math.max(1, rows[0]?.count ?? 1)} />
            </div>
          ))}
        </Flex>
      )}
    </ReportCard>
  );
}
