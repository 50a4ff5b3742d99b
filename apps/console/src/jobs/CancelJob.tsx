import { cancelJob, type Job } from '@countersign/contracts/admin-api';
import type { ReactNode } from 'react';
import { useApi } from '../api/api-context.ts';
import { useTexts } from '../i18n/index.ts';
import { useCan } from '../session/session-context.ts';
import { ConfirmButton } from '../widgets/ConfirmButton.tsx';
import { useAction } from '../widgets/use-action.ts';
import { hasEnded } from './use-job.ts';

/** Ends a job, for those who may; nothing when it has ended. */
export function CancelJob({ job, changed, small = false }: { readonly job: Job; readonly changed: () => void; readonly small?: boolean }): ReactNode {
  const t = useTexts();
  const api = useApi();
  const may = useCan('jobs.cancel');
  const cancel = useAction(async () => {
    await api.call(cancelJob, { parameters: { id: job.id } });
    changed();
  }, t.jobs.cancelledNow);
  if (!may || hasEnded(job)) return null;
  return (
    <ConfirmButton
      {...small ? { size: 'small' as const } : {}} danger disabled={job.cancelling} loading={cancel.busy} question={t.jobs.cancelQuestion} consequence={t.jobs.cancelConsequence}
      onConfirm={cancel.run}
    >
      {t.jobs.cancel}
    </ConfirmButton>
  );
}
