import { describeResult, listWarnings } from '@countersign/contracts/admin-api';
import { Alert, Card, Flex } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useLoaded } from '../../api/use-loaded.ts';
import { useFormat } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { warningCauses } from './warning-causes.ts';

/** Most warnings that the overview shows; each agent host shows its own. */
const SHOWN = 8;

/** Agent hosts between which and the gateways something is probably wrong. */
export function HostWarnings(): ReactNode {
  const t = useTexts();
  const format = useFormat();
  const { language } = useLanguage();
  const { data, problem, loading, reload } = useLoaded(listWarnings, {});
  const warnings = data?.items ?? [];
  return (
    <Card title={t.protection.warnings} loading={loading && data === undefined}>
      {problem === undefined ? null : <ProblemAlert problem={problem} onRetry={reload} />}
      {data !== undefined && warnings.length === 0 ? <Alert type="success" showIcon title={t.protection.noWarnings} /> : (
        <Flex vertical gap={8}>
          {warnings.slice(0, SHOWN).map(({ agentHostId, agentHost, result, reasons, count, lastSeenAt }) => {
            const { text, remedy } = describeResult(result, language);
            return (
              <Alert
                key={`${agentHostId} ${result}`} type="warning" showIcon title={<><Link to={`/agent-hosts/${agentHostId}`}>{agentHost}</Link>: {text}</>}
                description={<>{warningCauses({ result, reasons }, language)} {remedy}<div style={{ opacity: 0.75 }}>{t.protection.warning(format.number(count), format.instant(lastSeenAt))}</div></>}
              />
            );
          })}
        </Flex>
      )}
    </Card>
  );
}
