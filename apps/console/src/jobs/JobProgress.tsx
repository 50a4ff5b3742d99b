import type { Job } from '@countersign/contracts/admin-api';
import { Flex, Progress, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useFormat } from '../i18n/format.ts';
import { useTexts } from '../i18n/index.ts';

/** How much of it is read, of a job whose end is known; null where it is not. */
export const percentOf = ({ done, total }: Pick<Job, 'done' | 'total'>): number | null => (total === null || total === 0 ? null : Math.min(100, Math.floor(done / total * 100)));

/** How far a job is. */
export function JobProgress({ job }: { readonly job: Job }): ReactNode {
  const t = useTexts();
  const format = useFormat();
  const percent = percentOf(job);
  const text = job.state === 'queued' ? t.jobs.waiting : percent === 100 ? t.jobs.finishing : t.jobs.progress(format.number(job.records));
  return (
    <Flex vertical gap={4} style={{ maxWidth: 480 }}>
      {percent === null ? null : <Progress percent={percent} status="active" aria-label={t.jobs.kinds[job.kind]} />}
      <span aria-live="polite">{job.cancelling ? t.jobs.cancelling : text}</span>
      {job.attempt > 1 ? <Typography.Text type="warning">{t.jobs.again(job.attempt)}</Typography.Text> : null}
    </Flex>
  );
}
