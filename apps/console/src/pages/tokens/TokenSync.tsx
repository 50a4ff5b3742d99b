import { synchroniseToken, type Token } from '@countersign/contracts/admin-api';
import { Alert, Button, Flex, Form, Input } from 'antd';
import { type ReactNode, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useApi } from '../../api/api-context.ts';
import { useTexts } from '../../i18n/index.ts';
import { useStep } from '../../widgets/use-step.ts';
import { Field } from '../../widgets/Field.tsx';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { TryAgain } from '../test/TryAgain.tsx';

interface Values {
  readonly code1: string;
  readonly code2: string;
}

/** Brings a drifted token back in step from two of its codes. */
export function TokenSync({ token, onChange }: { readonly token: Token; readonly onChange: () => void }): ReactNode {
  const t = useTexts();
  const [parameters] = useSearchParams();
  const api = useApi();
  const [form] = Form.useForm<Values>();
  const [drift, setDrift] = useState<number | null>(null);
  const { submit, busy, problem } = useStep(async (body: Values) => {
    setDrift(null);
    const { driftSteps } = await api.call(synchroniseToken, { parameters: { id: token.id }, body });
    form.resetFields();
    setDrift(driftSteps);
    onChange();
  });
  const { shape } = synchroniseToken.body;
  return (
    <Flex vertical gap={16}>
      <div>{t.tokens.syncHint}</div>
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
      {drift === null ? null : <Alert type="success" showIcon role="status" title={t.tokens.synchronised(drift)} />}
      {drift === null || token.assignment === null ? null : <Flex wrap gap={8}><TryAgain user={{ id: token.assignment.userId, login: token.assignment.login }} agentHostId={parameters.get('host') ?? undefined} /></Flex>}
      <Form<Values> form={form} layout="vertical" onFinish={submit}>
        <Field name="code1" label={t.tokens.code1} schema={shape.code1} required><Input inputMode="numeric" autoComplete="off" /></Field>
        <Field name="code2" label={t.tokens.code2} schema={shape.code2} required><Input inputMode="numeric" autoComplete="off" /></Field>
        <Button type="primary" htmlType="submit" loading={busy}>{t.tokens.synchronise}</Button>
      </Form>
    </Flex>
  );
}
