import { Flex, Form, Modal } from 'antd';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import type { ProblemError } from '../api/problem.ts';
import { asProblem } from '../api/use-loaded.ts';
import { useTexts } from '../i18n/index.ts';
import { ProblemAlert } from './ProblemAlert.tsx';

export interface FormModalProps<Values extends object> {
  readonly open: boolean;
  readonly title: string;
  readonly submitText?: string;
  readonly initial?: Partial<Values>;
  readonly width?: number;
  /** @param key for a call that makes something: the same while the form stays open. @throws ProblemError, which is shown in the form */
  readonly submit: (values: Values, key: string) => Promise<void>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

const FIRST_FIELD = 'input:not([type=hidden], [type=file], :disabled), textarea:not(:disabled), button[role=switch]';

/** The button stands at the end of the form and the refusal at its head: a long form is scrolled up to it. */
const showUp = (node: HTMLElement | null): void => node?.scrollIntoView({ block: 'center' });

/** A form over the page. It closes when its submit succeeds. */
export function FormModal<Values extends object>(props: FormModalProps<Values>): ReactNode {
  const { open, title, submitText, initial, width = 520, submit, onClose, children } = props;
  const t = useTexts();
  const [form] = Form.useForm<Values>();
  const fields = useRef<HTMLDivElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemError>();
  const key = useMemo(() => (open ? crypto.randomUUID() : ''), [open]);
  useEffect(() => { if (open) setProblem(undefined); }, [open]);

  const finish = async (values: Values): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await submit(values, key);
      onClose();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      className="long-form" open={open} title={title} width={width} style={{ top: 32 }} destroyOnHidden okText={submitText ?? t.actions.save} cancelText={t.actions.cancel}
      confirmLoading={busy} afterOpenChange={(shown) => { if (shown) fields.current?.querySelector<HTMLElement>(FIRST_FIELD)?.focus({ preventScroll: true }); }}
      onOk={form.submit} onCancel={onClose} mask={{ closable: false }}
      modalRender={(dom) => (
        <Form<Values> form={form} layout="vertical" preserve={false} onFinish={(values) => { void finish(values); }} {...initial === undefined ? {} : { initialValues: initial }}>
          {dom}
        </Form>
      )}
    >
      <Flex vertical gap={16}>
        {problem === undefined ? null : <div ref={showUp}><ProblemAlert problem={problem} /></div>}
        <div ref={fields}>{children}</div>
      </Flex>
      <button type="submit" hidden tabIndex={-1} aria-hidden="true" />
    </Modal>
  );
}
