import { listAgentHosts, listBackEnds, listUsers } from '@countersign/contracts/admin-api';
import { Card, Col, Result } from 'antd';
import type { ReactNode } from 'react';
import { useLoaded } from '../../api/use-loaded.ts';
import { useTexts } from '../../i18n/index.ts';
import { useCan } from '../../session/session-context.ts';
import { LinkButton } from '../../widgets/LinkButton.tsx';

/** Whoever looks at this page is a user, and in an empty directory the only one. */
const USERS_AT_FIRST = 1;

/** While there is no agent host nobody can sign in anywhere: where to begin, or where to go on. */
export function NextStep(): ReactNode {
  const t = useTexts();
  const mayReadBackEnds = useCan('policies.read');
  const hosts = useLoaded(listAgentHosts, { query: { limit: 1 } });
  const isWanted = hosts.data?.items.length === 0;
  const users = useLoaded(listUsers, isWanted ? { query: { limit: USERS_AT_FIRST + 1 } } : null);
  const backEnds = useLoaded(listBackEnds, isWanted && mayReadBackEnds ? { query: { limit: 1 } } : null);
  if (!isWanted || users.loading || backEnds.loading) return null;
  const begun = (users.data?.items.length ?? 0) > USERS_AT_FIRST || (backEnds.data?.items.length ?? 0) > 0;
  return (
    <Col span={24}>
      <Card>
        <Result
          status="info" title={begun ? t.overview.goOn : t.overview.begin} subTitle={begun ? t.overview.goOnHint : t.overview.beginHint}
          extra={<LinkButton to="/setup" type="primary" size="large">{begun ? t.overview.goOnNow : t.overview.beginNow}</LinkButton>}
        />
      </Card>
    </Col>
  );
}
