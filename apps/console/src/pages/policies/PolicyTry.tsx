import { type Policy, POLICY_TRIAL_LINES, tryPolicy } from '@countersign/contracts/admin-api';
import { Button, Card, Flex, InputNumber, Typography } from 'antd';
import { type ReactNode, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import type { Reply } from '../../api/client.ts';
import { asProblem, type ProblemError } from '../../api/problem.ts';
import { useTexts } from '../../i18n/index.ts';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { PolicyOutcome } from './PolicyOutcome.tsx';

/** Sign-ins that are asked for unless somebody wants more. */
const USUAL_LINES = 200;

interface Tried {
  /** The draft that it is about: another one makes it old. */
  readonly of: string;
  readonly outcome?: Reply<typeof tryPolicy>;
  readonly problem?: ProblemError;
}

/** What the last sign-ins would have come to under the draft, before it is saved. */
export function PolicyTry({ level, policy }: { readonly level: string; readonly policy: Policy | undefined }): ReactNode {
  const t = useTexts();
  const api = useApi();
  const [last, setLast] = useState<number>(USUAL_LINES);
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState<Tried | null>(null);
  const draft = JSON.stringify(policy);
  const run = async (): Promise<void> => {
    if (policy === undefined) return;
    setBusy(true);
    try {
      setTried({ of: draft, outcome: await api.call(tryPolicy, { parameters: { id: level }, body: { policy, last } }) });
    } catch (error) {
      setTried({ of: draft, problem: asProblem(error) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Card className="policy-try" size="small" title={<Typography.Title level={3} style={{ fontSize: 15, margin: 0 }}>{t.policies.tryTitle}</Typography.Title>}>
      <Flex vertical gap={12}>
        <Typography.Text type="secondary">{t.policies.tryHint}</Typography.Text>
        <Flex wrap gap={8} align="center">
          <InputNumber<number> aria-label={t.policies.tryLast} min={1} max={POLICY_TRIAL_LINES} precision={0} value={last} suffix={t.policies.signIns} onChange={(value) => setLast(value ?? USUAL_LINES)} style={{ width: 180 }} />
          <Button disabled={policy === undefined} loading={busy} onClick={() => { void run(); }}>{t.policies.try}</Button>
        </Flex>
        {tried?.problem === undefined ? null : <ProblemAlert problem={tried.problem} />}
        {tried?.outcome === undefined ? null : <PolicyOutcome outcome={tried.outcome} old={tried.of !== draft} />}
      </Flex>
    </Card>
  );
}
