import { enterTokencode, type Session, signOut } from '@countersign/contracts/admin-api';
import { Button, Flex, Form, Input } from 'antd';
import type { ReactNode } from 'react';
import { useApi } from '../api/api-context.ts';
import { useTexts } from '../i18n/index.ts';
import { FullPage } from '../widgets/FullPage.tsx';
import { ProblemAlert } from '../widgets/ProblemAlert.tsx';
import { useStep } from '../widgets/use-step.ts';

interface TokencodeFormProps {
  readonly session: Session;
  readonly onSession: (session: Session) => void;
  readonly onCancel: () => void;
}

export function TokencodeForm({ session, onSession, onCancel }: TokencodeFormProps): ReactNode {
  const api = useApi();
  const t = useTexts();
  const [form] = Form.useForm<{ code: string }>();
  const { submit, busy, problem } = useStep(async (body: { code: string }) => {
    const next = await api.call(enterTokencode, { body });
    form.resetFields();
    onSession(next);
  });
  const cancel = (): void => { api.call(signOut, {}).catch(() => undefined).finally(onCancel); };
  const label = session.prompt === 'next-tokencode' ? t.session.nextTokencode : t.session.tokencode;
  return (
    <FullPage title={t.session.title}>
      <Flex vertical gap={16}>
        {problem === undefined ? null : <ProblemAlert problem={problem} />}
        <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
          <Form.Item name="code" label={label} extra={t.session.tokencodeHint} rules={[{ required: true, message: t.validation.required }]}>
            <Input autoFocus autoComplete="one-time-code" inputMode="numeric" size="large" />
          </Form.Item>
          <Button type="primary" htmlType="submit" size="large" block loading={busy}>{t.session.signIn}</Button>
        </Form>
        <Button type="link" onClick={cancel}>{t.session.startOver}</Button>
      </Flex>
    </FullPage>
  );
}
