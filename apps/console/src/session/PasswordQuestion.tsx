import { confirmSession } from '@countersign/contracts/admin-api';
import { Flex, Form, Input, type InputRef, Modal } from 'antd';
import { type ReactNode, useEffect, useRef } from 'react';
import { useApi } from '../api/api-context.ts';
import { useTexts } from '../i18n/index.ts';
import { ABOVE_FORMS } from '../widgets/above-forms.ts';
import { ProblemAlert } from '../widgets/ProblemAlert.tsx';
import { useStep } from '../widgets/use-step.ts';

interface Values {
  readonly password: string;
}

/** Asks who is signed in for the own password; what was asked for goes on when it is right. */
export function PasswordQuestion({ onAnswer }: { readonly onAnswer: (given: boolean) => void }): ReactNode {
  const api = useApi();
  const t = useTexts();
  const [form] = Form.useForm<Values>();
  const field = useRef<InputRef>(null);
  const { submit, busy, problem } = useStep(async (body: Values) => {
    await api.call(confirmSession, { body });
    onAnswer(true);
  });
  return (
    <Modal
      open zIndex={ABOVE_FORMS} width={440} title={t.session.confirmTitle} okText={t.session.confirm} cancelText={t.actions.cancel} confirmLoading={busy}
      mask={{ closable: false }} onOk={form.submit} onCancel={() => onAnswer(false)}
    >
      <AtOnce then={() => field.current?.focus()} />
      <Flex vertical gap={16}>
        {problem === undefined ? null : <ProblemAlert problem={problem} />}
        <Form<Values> form={form} layout="vertical" requiredMark={false} onFinish={submit}>
          <Form.Item name="password" label={t.session.currentPassword} extra={t.session.confirmHint} rules={[{ required: true, message: t.validation.required }]}>
            <Input.Password ref={field} autoComplete="current-password" />
          </Form.Item>
        </Form>
      </Flex>
    </Modal>
  );
}

/**
 * Does something as soon as the window is in the document, not when it has opened: a password that is typed meanwhile
 * would stand in the form below, for everybody to read. The window has noted by then where the focus goes back to.
 */
function AtOnce({ then }: { readonly then: () => void }): ReactNode {
  useEffect(() => queueMicrotask(then), []);
  return null;
}
