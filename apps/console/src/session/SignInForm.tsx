import { type Session, signIn } from '@countersign/contracts/admin-api';
import { Alert, Button, Flex, Form, Input } from 'antd';
import type { ReactNode } from 'react';
import { useApi } from '../api/api-context.ts';
import { useTexts } from '../i18n/index.ts';
import { FullPage } from '../widgets/FullPage.tsx';
import { ProblemAlert } from '../widgets/ProblemAlert.tsx';
import { useStep } from '../widgets/use-step.ts';

interface Values {
  readonly login: string;
  readonly password: string;
}

export function SignInForm({ ended, onSession }: { readonly ended: boolean; readonly onSession: (session: Session) => void }): ReactNode {
  const api = useApi();
  const t = useTexts();
  const { submit, busy, problem } = useStep(async (body: Values) => onSession(await api.call(signIn, { body })));
  // The same whatever was wrong: words of their own for a try that came too soon would tell which accounts there are.
  const said = problem?.code === 'administrator-wrong-password' ? { title: t.session.refused, remedy: t.session.refusedHint } : {};
  const required = [{ required: true, message: t.validation.required }];
  return (
    <FullPage title={t.session.title}>
      <Flex vertical gap={16}>
        {ended && problem === undefined ? <Alert type="info" showIcon title={t.session.ended} /> : null}
        {problem === undefined ? null : <ProblemAlert problem={problem} {...said} />}
        <Form<Values> layout="vertical" requiredMark={false} onFinish={submit}>
          <Form.Item name="login" label={t.session.login} rules={required}><Input autoFocus autoComplete="username" size="large" /></Form.Item>
          <Form.Item name="password" label={t.session.password} rules={required}><Input.Password autoComplete="current-password" size="large" /></Form.Item>
          <Button type="primary" htmlType="submit" size="large" block loading={busy}>{t.session.signIn}</Button>
        </Form>
      </Flex>
    </FullPage>
  );
}
