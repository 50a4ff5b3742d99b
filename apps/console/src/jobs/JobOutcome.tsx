import { DownloadOutlined } from '@ant-design/icons';
import { adminApiPrefix, describeResult, downloadJobReport, type Job, jobCounts, resultCodes, type ResultCode } from '@countersign/contracts/admin-api';
import { Alert, Button, Flex, Statistic } from 'antd';
import type { ReactNode } from 'react';
import { pathOf } from '../api/client.ts';
import { useLanguage, useTexts } from '../i18n/index.ts';
import { JobReportLines } from './JobReportLines.tsx';
import type { JobWithReport } from './use-job.ts';

/** What came of a job that has ended: numbers, and what was wrong. @param notes what that means @param actions what can be done next */
export function JobOutcome({ job, report, notes, actions }: JobWithReport & { readonly notes?: ReactNode; readonly actions?: ReactNode }): ReactNode {
  const t = useTexts();
  const counts = jobCounts.flatMap((name) => (report?.counts[name] === undefined ? [] : [{ name, value: report.counts[name] }]));
  return (
    <Flex vertical gap={16}>
      {job.state === 'cancelled' ? <Alert type="warning" showIcon title={t.jobs.wasCancelled} /> : null}
      <Failure job={job} />
      {job.dryRun && job.state === 'done' ? <Alert type="info" showIcon title={t.jobs.wasCheck} /> : null}
      {counts.length === 0 ? null : (
        <Flex wrap gap={32}>
          {counts.map(({ name, value }) => <Statistic key={name} title={t.jobs.counts[name]} value={value} />)}
        </Flex>
      )}
      {report === null ? null : <JobReportLines report={report} />}
      {notes}
      <Flex wrap gap={8}>
        {actions}
        {report === null || report.lines.length === 0 ? null : (
          <Button icon={<DownloadOutlined aria-hidden />} href={`${adminApiPrefix}${pathOf(downloadJobReport, { id: job.id })}`} download={`job-${job.id}.csv`}>{t.jobs.downloadReport}</Button>
        )}
      </Flex>
    </Flex>
  );
}

const isResultCode = (code: string): code is ResultCode => Object.hasOwn(resultCodes, code);

function Failure({ job: { failure, kind } }: { readonly job: Job }): ReactNode {
  const t = useTexts();
  const { language } = useLanguage();
  if (failure === null) return null;
  if (failure.code === 'import-refused') return <Alert type="error" showIcon role="alert" title={t.importing.fileRefused} description={t.jobs.failed} />;
  const cause = isResultCode(failure.code) ? describeResult(failure.code, language).text : t.jobs.kinds[kind];
  return <Alert type="error" showIcon role="alert" title={t.jobs.failed} description={failure.detail === null ? cause : <>{cause}<br /><span className="mono">{failure.detail}</span></>} />;
}
