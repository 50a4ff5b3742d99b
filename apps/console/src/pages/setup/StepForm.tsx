import { Button, Flex, Form } from 'antd';
import { type ReactNode, useRef } from 'react';
import { asProblem } from '../../api/problem.ts';
import { useTexts } from '../../i18n/index.ts';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { saidAtFields } from '../../widgets/said-at-fields.ts';
import { useUnsaved } from '../../widgets/unsaved-context.ts';
import { useStep } from '../../widgets/use-step.ts';
import { BackButton } from './BackButton.tsx';

export interface StepFormProps<Values extends object> {
  readonly hint: string;
  readonly initial?: Partial<Values>;
  readonly onBack?: (() => void) | undefined;
  readonly submit: (values: Values) => Promise<void>;
  readonly children: ReactNode;
}

/** One form of the assistant. What was typed and not sent is not left without a question. */
export function StepForm<Values extends object>({ hint, initial, onBack, submit, children }: StepFormProps<Values>): ReactNode {
  const t = useTexts();
  const [form] = Form.useForm<Values>();
  /** What was typed is being sent, and leads to the next step. */
  const settled = useRef(false);
  useUnsaved(() => !settled.current && form.isFieldsTouched());
  const { submit: run, busy, problem } = useStep(async (values: Values) => {
    settled.current = true;
    try {
      await submit(values);
    } catch (error) {
      settled.current = false;
      if (!saidAtFields(form, asProblem(error))) throw error;
    }
  });
  return (
    <Flex vertical gap={16} style={{ maxWidth: 640 }}>
      <div>{hint}</div>
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
      <Form<Values> form={form} layout="vertical" onFinish={run} {...initial === undefined ? {} : { initialValues: initial }}>
        {children}
        <Flex gap={8}>
          <BackButton onBack={onBack} disabled={busy} />
          <Button type="primary" htmlType="submit" loading={busy}>{t.setup.go}</Button>
        </Flex>
      </Form>
    </Flex>
  );
}
