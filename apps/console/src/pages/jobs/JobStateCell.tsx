import type { Job } from '@countersign/contracts/admin-api';
import { Flex, Progress, Tag } from 'antd';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTexts } from '../../i18n/index.ts';
import { CancelJob } from '../../jobs/CancelJob.tsx';
import { percentOf } from '../../jobs/JobProgress.tsx';
import { hasEnded, useJob } from '../../jobs/use-job.ts';
import { keptNothing } from './outcome.ts';

const colours = { queued: 'default', running: 'processing', done: 'success', failed: 'error', cancelled: 'warning' } as const;

export function JobStateTag({ job }: { readonly job: Job }): ReactNode {
  const t = useTexts();
  if (keptNothing(job)) return <Tag color="warning">{t.jobs.keptNothing}</Tag>;
  return <Tag color={colours[job.state]}>{job.cancelling ? t.jobs.cancelling : t.jobs.states[job.state]}</Tag>;
}

/** The state in a list; one that goes on is followed, and the list hears of its end. */
export function JobStateCell({ job: listed, changed }: { readonly job: Job; readonly changed: () => void }): ReactNode {
  const t = useTexts();
  const { state } = useJob(hasEnded(listed) ? null : listed.id);
  const job = state?.job ?? listed;
  const ended = hasEnded(job) && !hasEnded(listed);
  const tell = useRef(changed);
  tell.current = changed;
  useEffect(() => { if (ended) tell.current(); }, [ended]);
  const percent = percentOf(job);
  return (
    <Flex gap={8} align="center">
      <JobStateTag job={job} />
      {job.state === 'running' && percent !== null ? <Progress aria-label={t.jobs.states.running} percent={percent} size="small" style={{ width: 90, margin: 0 }} /> : null}
      <CancelJob job={job} changed={changed} small />
    </Flex>
  );
}
