import { listDirectorySyncs } from '@countersign/contracts/admin-api';
import { Alert, Flex } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useLoaded } from '../../api/use-loaded.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import { useCan } from '../../session/session-context.ts';

/** Synchronisations whose last run failed. */
export function FailedSyncs(): ReactNode {
  return useCan('policies.read') ? <Failed /> : null;
}

function Failed(): ReactNode {
  const t = useTexts();
  const format = useFormat();
  const { data } = useLoaded(listDirectorySyncs, { query: { limit: 1000 } });
  const failed = (data?.items ?? []).flatMap(({ id, name, lastJob }) => (lastJob?.state === 'failed' && !lastJob.dryRun ? [{ id, name, lastJob }] : []));
  if (failed.length === 0) return null;
  return (
    <Flex vertical gap={8} style={{ marginBlockEnd: 16 }}>
      {failed.map(({ id, name, lastJob }) => (
        <Alert
          key={id} type="warning" showIcon title={t.syncs.failed(name, format.instant(lastJob.createdAt))}
          action={<Link to={`/jobs/${lastJob.id}`}>{t.syncs.showFailed}</Link>}
        />
      ))}
    </Flex>
  );
}
