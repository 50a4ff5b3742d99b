import type { Job } from '@countersign/contracts/admin-api';
import { Flex } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useTexts } from '../i18n/index.ts';
import { ProblemAlert } from '../widgets/ProblemAlert.tsx';
import { Waiting } from '../widgets/Waiting.tsx';
import { CancelJob } from './CancelJob.tsx';
import { JobOutcome } from './JobOutcome.tsx';
import { JobProgress } from './JobProgress.tsx';
import { hasEnded, type JobWithReport, useJob } from './use-job.ts';

export interface JobViewProps {
  readonly id: string;
  /** What its end means, and what can be done then. */
  readonly ended?: (ended: JobWithReport) => { readonly notes: ReactNode; readonly actions: ReactNode };
  /** What stands above it. */
  readonly facts?: (job: Job) => ReactNode;
  /** Says that it goes on elsewhere, too. */
  readonly linked?: boolean;
}

/** A job from its beginning to its outcome. */
export function JobView({ id, ended, facts, linked = false }: JobViewProps): ReactNode {
  const t = useTexts();
  const { state, problem, ask } = useJob(id);
  if (problem !== undefined) return <ProblemAlert problem={problem} onRetry={ask} />;
  if (state === undefined) return <Waiting />;
  return (
    <Flex vertical gap={24}>
      {facts?.(state.job)}
      <section aria-live="polite">
        {hasEnded(state.job) ? <JobOutcome {...state} {...ended?.(state)} /> : (
          <Flex vertical gap={12}>
            <JobProgress job={state.job} />
            <Flex gap={12} align="center" wrap>
              <CancelJob job={state.job} changed={ask} />
              {linked ? <span>{t.jobs.leave} <Link to={`/jobs/${id}`}>{t.jobs.open}</Link></span> : null}
            </Flex>
          </Flex>
        )}
      </section>
    </Flex>
  );
}
