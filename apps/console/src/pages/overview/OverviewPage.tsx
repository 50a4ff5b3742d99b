import { Col, Row } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n/index.ts';
import { reachesSites } from '../../session/scope-reach.ts';
import { useSession } from '../../session/session-context.ts';
import { PageHeader } from '../../widgets/PageHeader.tsx';
import { DropsCard } from './DropsCard.tsx';
import { HealthCard } from './HealthCard.tsx';
import { HostProtection } from './HostProtection.tsx';
import { FailedSyncs } from './FailedSyncs.tsx';
import { HostWarnings } from './HostWarnings.tsx';
import { LastHour } from './LastHour.tsx';
import { NextStep } from './NextStep.tsx';
import { TokensEndSoon } from './TokensEndSoon.tsx';
import { Warnings } from './Warnings.tsx';

/** How the installation fares, as far as the role may see. */
export function OverviewPage(): ReactNode {
  const t = useTexts();
  const { session, can } = useSession();
  const mayRead = can('directory.read');
  return (
    <>
      <PageHeader title={t.navigation.overview} description={t.overview.description} />
      <Warnings />
      <FailedSyncs />
      <Row gutter={[16, 16]}>
        {mayRead && can('agent-hosts.write') ? <NextStep /> : null}
        {can('health.read') ? <Col span={24}><HealthCard /></Col> : null}
        {can('audit.read') ? <LastHour /> : null}
        {can('drops.read') ? <Col xs={24} xl={12}><DropsCard /></Col> : null}
        {can('drops.read') ? <Col xs={24} xl={12}><HostWarnings /></Col> : null}
        {can('reports.read') ? <Col xs={24} xl={12}><TokensEndSoon /></Col> : null}
        {mayRead && reachesSites(session) ? <Col span={24}><HostProtection /></Col> : null}
      </Row>
    </>
  );
}
