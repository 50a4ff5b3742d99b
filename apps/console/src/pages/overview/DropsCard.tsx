import { listDrops } from '@countersign/contracts/admin-api';
import { Alert, Card } from 'antd';
import type { ReactNode } from 'react';
import { useLoaded } from '../../api/use-loaded.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import { LinkButton } from '../../widgets/LinkButton.tsx';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';

/** What the gateways lately left without an answer. */
export function DropsCard(): ReactNode {
  const t = useTexts();
  const format = useFormat();
  const { data, problem, loading, reload } = useLoaded(listDrops, {});
  const drops = (data?.replicas ?? []).flatMap((replica) => replica.drops);
  const packets = drops.reduce((sum, { count }) => sum + count, 0);
  return (
    <Card title={t.overview.drops} loading={loading && data === undefined}>
      {problem === undefined ? null : <ProblemAlert problem={problem} onRetry={reload} />}
      {data === undefined ? null : drops.length === 0
        ? <Alert type="success" showIcon title={t.overview.noDrops} />
        : <Alert type="warning" showIcon title={t.overview.dropped(format.number(packets), format.number(drops.length))} action={<LinkButton to="/drops" size="small">{t.overview.toDrops}</LinkButton>} />}
    </Card>
  );
}
