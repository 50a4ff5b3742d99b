import { Button, Flex, Form, type FormInstance } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n/index.ts';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { useStep } from '../../widgets/use-step.ts';
import { BackButton } from './BackButton.tsx';

export interface StepFormProps<Values extends object> {
  readonly hint: string;
  readonly initial?: Partial<Values>;
  readonly form?: FormInstance<Values>;
  readonly submitText?: string;
  readonly onBack?: (() => void) | undefined;
  readonly submit: (values: Values) => Promise<void>;
  readonly children: ReactNode;
}

/** One form of the assistant. */
export function StepForm<Values extends object>({ hint, initial, form, submitText, onBack, submit, children }: StepFormProps<Values>): ReactNode {
  const t = useTexts();
  const { submit: run, busy, problem } = useStep(submit);
  return (
    <Flex vertical gap={16} style={{ maxWidth: 640 }}>
      <div>{hint}</div>
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
      <Form<Values> layout="vertical" onFinish={run} {...form === undefined ? {} : { form }} {...initial === undefined ? {} : { initialValues: initial }}>
        {children}
        <Flex gap={8}>
          <BackButton onBack={onBack} disabled={busy} />
          <Button type="primary" htmlType="submit" loading={busy}>{submitText ?? t.setup.go}</Button>
        </Flex>
      </Form>
    </Flex>
  );
}
