import { deleteToken, enterTokencode, type Session, type Token, unassignToken } from '@countersign/contracts/admin-api';
import { Button, Flex, Form, Input } from 'antd';
import type { ReactNode } from 'react';
import { useApi } from '../../api/api-context.ts';
import { useTexts } from '../../i18n/index.ts';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { useStep } from '../../widgets/use-step.ts';

interface ProveTokenProps {
  /** What can be taken back here. */
  readonly token?: Token;
  readonly onProved: (session: Session) => void;
  readonly onTakenBack: () => void;
}

/**
 * The administrator's own token, not proved yet: its code is tried before the next sign-in depends on it. Whoever scanned
 * amiss, or cannot scan any more, takes it back, so that nobody is locked out by an app that shows other codes.
 */
export function ProveToken({ token, onProved, onTakenBack }: ProveTokenProps): ReactNode {
  const api = useApi();
  const t = useTexts();
  const proof = useStep(async (body: { code: string }) => onProved(await api.call(enterTokencode, { body })));
  const withdrawal = useStep(async (id: string) => {
    const parameters = { id };
    const { version } = await api.call(unassignToken, { parameters });
    await api.call(deleteToken, { parameters, version });
    onTakenBack();
  });
  const problem = proof.problem ?? withdrawal.problem;
  // Nothing here synchronises a token.
  const remedyFor = (code: string): string | undefined => (code === 'wrong-tokencode' ? token === undefined ? t.session.proveNext : t.session.proveNextOrTakeBack : undefined);
  return (
    <Form layout="vertical" requiredMark={false} onFinish={proof.submit} style={{ marginBlockStart: 16 }}>
      {problem === undefined ? null : <div style={{ marginBlockEnd: 16 }}><ProblemAlert problem={problem} remedy={remedyFor(problem.code)} /></div>}
      <Form.Item name="code" label={t.session.tokencode} extra={t.session.proveTokenHint} rules={[{ required: true, message: t.validation.required }]}>
        <Input autoComplete="one-time-code" inputMode="numeric" />
      </Form.Item>
      <Flex gap={12} justify="flex-end">
        {token === undefined ? null : <Button danger loading={withdrawal.busy} disabled={proof.busy} onClick={() => withdrawal.submit(token.id)}>{t.session.takeTokenBack}</Button>}
        <Button type="primary" htmlType="submit" loading={proof.busy} disabled={withdrawal.busy}>{t.session.proveToken}</Button>
      </Flex>
    </Form>
  );
}
