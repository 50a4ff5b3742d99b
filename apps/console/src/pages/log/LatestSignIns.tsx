import { listAuditEvents } from '@countersign/contracts/admin-api';
import { ReloadOutlined } from '@ant-design/icons';
import { Button, Card, Flex } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useLoaded } from '../../api/use-loaded.ts';
import { useTexts } from '../../i18n/index.ts';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { LogTable } from './LogTable.tsx';

const SHOWN = 8;

/** The latest lines about one user or agent host. */
export function LatestSignIns({ filter }: { readonly filter: { readonly user?: string; readonly agentHost?: string } }): ReactNode {
  const t = useTexts();
  const { data, problem, loading, reload } = useLoaded(listAuditEvents, { query: { ...filter, limit: SHOWN } });
  const search = new URLSearchParams(filter).toString();
  return (
    <Card
      title={t.log.latest}
      extra={<Flex gap={12} align="center"><Link to={{ pathname: '/log', search }}>{t.users.showLog}</Link><Button icon={<ReloadOutlined aria-hidden />} aria-label={t.actions.reload} onClick={reload} /></Flex>}
    >
      {problem === undefined ? null : <ProblemAlert problem={problem} onRetry={reload} />}
      {problem !== undefined && data === undefined ? null : <LogTable entries={data?.entries ?? []} loading={loading && data === undefined} label={t.log.latest} empty={t.log.none} search={search} />}
    </Card>
  );
}
