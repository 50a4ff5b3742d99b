import { changeOwnPassword, type Session } from '@countersign/contracts/admin-api';
import { Button, Form, type FormInstance, Input } from 'antd';
import type { ReactNode } from 'react';
import { useApi } from '../api/api-context.ts';
import { useLanguage, useTexts } from '../i18n/index.ts';
import { faultOf } from '../i18n/validation.ts';
import { ProblemAlert } from '../widgets/ProblemAlert.tsx';
import { useStep } from '../widgets/use-step.ts';

export interface OwnPasswordValues {
  readonly current: string;
  readonly password: string;
  readonly again: string;
}

interface OwnPasswordFieldsProps {
  readonly form: FormInstance<OwnPasswordValues>;
  readonly onSession: (session: Session) => void;
}

/** Changes the own password, forced or not. */
export function OwnPasswordFields({ form, onSession }: OwnPasswordFieldsProps): ReactNode {
  const api = useApi();
  const t = useTexts();
  const { language } = useLanguage();
  const { submit, busy, problem } = useStep(async ({ current, password }: OwnPasswordValues) => {
    const session = await api.call(changeOwnPassword, { body: { current, password } });
    form.resetFields();
    onSession(session);
  });
  const required = { required: true, message: t.validation.required };
  const wellFormed = {
    validator: async (_: unknown, value: string) => {
      const fault = faultOf(changeOwnPassword.body.shape.password, value, language);
      if (value && fault !== undefined) throw new Error(fault);
    },
  };
  const another = {
    validator: async (_: unknown, value: string) => {
      if (value && value === form.getFieldValue('current')) throw new Error(t.session.notAnother);
    },
  };
  const same = {
    validator: async (_: unknown, value: string) => {
      if (value && value !== form.getFieldValue('password')) throw new Error(t.session.notTheSame);
    },
  };
  return (
    <>
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
      <Form<OwnPasswordValues> form={form} layout="vertical" requiredMark={false} onFinish={submit}>
        <Form.Item name="current" label={t.session.currentPassword} rules={[required]}><Input.Password autoComplete="current-password" /></Form.Item>
        <Form.Item name="password" label={t.session.newPassword} dependencies={['current']} extra={t.session.passwordRule} rules={[required, wellFormed, another]}>
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item name="again" label={t.session.again} dependencies={['password']} rules={[required, same]}><Input.Password autoComplete="new-password" /></Form.Item>
        <Button type="primary" htmlType="submit" block loading={busy}>{t.session.change}</Button>
      </Form>
    </>
  );
}
