import { CheckCircleFilled, CloseCircleFilled } from '@ant-design/icons';
import { listDrops } from '@countersign/contracts/admin-api';
import { Card, Flex, theme } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useLoaded } from '../../api/use-loaded.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';

/** Whether directory and gateways answer, and what the gateways lately dropped. */
export function ServiceState(): ReactNode {
  const t = useTexts();
  const format = useFormat();
  const { data, problem, loading } = useLoaded(listDrops, {});
  const replicas = data?.replicas ?? [];
  const drops = replicas.flatMap((replica) => replica.drops);
  const packets = drops.reduce((sum, { count }) => sum + count, 0);
  return (
    <Card title={t.overview.services} loading={loading && data === undefined}>
      <Flex vertical gap={10}>
        <Line good={problem === undefined}>{problem === undefined ? t.overview.ready : t.overview.notReady}</Line>
        <Line good={replicas.length > 0}>{replicas.length > 0 ? t.overview.gateways(replicas.length) : t.overview.noGateways}</Line>
        <Line good={drops.length === 0}>
          {drops.length === 0 ? t.overview.noDrops : <Link to="/drops">{t.overview.dropped(format.number(packets), format.number(drops.length))}</Link>}
        </Line>
      </Flex>
    </Card>
  );
}

function Line({ good, children }: { readonly good: boolean; readonly children: ReactNode }): ReactNode {
  const { token } = theme.useToken();
  return (
    <Flex gap={8} align="center">
      {good ? <CheckCircleFilled aria-hidden style={{ color: token.colorSuccess }} /> : <CloseCircleFilled aria-hidden style={{ color: token.colorError }} />}
      <span>{children}</span>
    </Flex>
  );
}
