import { Card } from 'antd';
import type { ReactNode } from 'react';
import { HealthBoard } from '../../health/HealthBoard.tsx';
import { useServiceHealth } from '../../health/use-service-health.ts';
import { useTexts } from '../../i18n/index.ts';

/** How every part of the installation fares now. */
export function HealthCard(): ReactNode {
  const t = useTexts();
  const health = useServiceHealth(true);
  return <Card title={t.health.title} loading={health === undefined}>{health === undefined ? null : <HealthBoard health={health} />}</Card>;
}
