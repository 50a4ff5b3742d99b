import { Flex, Form, Modal } from 'antd';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { NavigationType, useLocation, useNavigationType } from 'react-router';
import { shownProblem, type ProblemError } from '../api/problem.ts';
import { useTexts } from '../i18n/index.ts';
import { OvertakenAlert } from './OvertakenAlert.tsx';
import { ProblemAlert } from './ProblemAlert.tsx';
import { saidAtFields } from './said-at-fields.ts';
import { showUp } from './show-up.ts';
import { useDiscardQuestion } from './use-discard-question.ts';
import { useUnsaved } from './unsaved-context.ts';
import type { Choices } from './overtaken.ts';
import { useOvertakenForm } from './use-overtaken-form.ts';

/** The thing that a form changes: it is loaded again when somebody else was faster, and comes back as `initial` with another version. */
export interface Edited {
  readonly version: number;
  readonly reload: () => void;
}

export interface FormModalProps<Values extends object> {
  readonly open: boolean;
  readonly title: string;
  readonly submitText?: string;
  readonly initial?: Partial<Values>;
  readonly width?: number;
  /** @param key for a call that makes something: the same while the form stays open. @throws ProblemError, which is shown in the form */
  readonly submit: (values: Values, key: string) => Promise<void>;
  readonly onClose: () => void;
  readonly edited?: Edited | undefined;
  /** Fields that hang on another one, for when somebody else is faster. */
  readonly choices?: Choices;
  readonly children: ReactNode;
}

const FIRST_FIELD = 'input:not([type=hidden], [type=file], :disabled), textarea:not(:disabled), button[role=switch]';

/**
 * A form over the page. It closes when its submit succeeds; what was typed is not thrown away without a question. Each
 * opening has a form of its own: one that was open for another row before would keep values of that.
 */
export function FormModal<Values extends object>(props: FormModalProps<Values>): ReactNode {
  const { open } = props;
  const [{ wasOpen, opening }, setOpening] = useState({ wasOpen: open, opening: 0 });
  if (open !== wasOpen) setOpening({ wasOpen: open, opening: open ? opening + 1 : opening });
  return <FormWindow key={opening} {...props} />;
}

function FormWindow<Values extends object>(props: FormModalProps<Values>): ReactNode {
  const { open, title, submitText, initial, width = 520, submit, onClose, edited, choices, children } = props;
  const t = useTexts();
  const [form] = Form.useForm<Values>();
  const fields = useRef<HTMLDivElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemError>();
  const key = useMemo(() => (open ? crypto.randomUUID() : ''), [open]);
  useEffect(() => { if (open) setProblem(undefined); }, [open]);
  const { faster } = useOvertakenForm<Values>({ form, fields, open, values: initial, version: edited?.version, choices, onOvertaken: () => setProblem(undefined) });

  /** Saved or given up: nothing of it would be lost any more. */
  const settled = useRef(false);
  useEffect(() => { settled.current = false; }, [open]);
  useUnsaved(() => open && !settled.current && form.isFieldsTouched());
  const close = (): void => {
    settled.current = true;
    onClose();
  };
  const leave = useDiscardQuestion({ form, open, onClose: close });
  const { pathname, search } = useLocation();
  const isReplaced = useNavigationType() === NavigationType.Replace;
  const opened = useRef<{ readonly pathname: string; readonly search: string } | undefined>(undefined);
  useEffect(() => {
    const before = opened.current;
    opened.current = open ? { pathname, search } : undefined;
    if (!open || before === undefined) return;
    // Whoever went elsewhere was asked, and discarded it. A filter of the page below, typed just before, writes its parameter in place.
    if (before.pathname !== pathname || (before.search !== search && !isReplaced)) onClose();
  // Closing is the opener's own function, made anew at each drawing.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [open, pathname, search]);

  /** Enter submits a form whose button is busy, too: what makes something without a key would make it twice. */
  const runs = useRef(false);
  const finish = async (values: Values): Promise<void> => {
    if (runs.current) return;
    runs.current = true;
    setBusy(true);
    setProblem(undefined);
    settled.current = true; // what is saved may lead to another page
    try {
      await submit(values, key);
      onClose();
    } catch (error) {
      settled.current = false;
      const refusal = shownProblem(error);
      if (refusal === undefined || saidAtFields(form, refusal)) return;
      setProblem(refusal);
      if (refusal.code === 'conflict') edited?.reload();
    } finally {
      runs.current = false;
      setBusy(false);
    }
  };
  /** Unless somebody was faster than the window, and types already. */
  const focusFirst = (): void => {
    if (fields.current?.contains(document.activeElement) === false) fields.current.querySelector<HTMLElement>(FIRST_FIELD)?.focus({ preventScroll: true });
  };
  return (
    <Modal
      className="long-form" open={open} title={title} width={width} style={{ top: 32 }} destroyOnHidden okText={submitText ?? t.actions.save} cancelText={t.actions.cancel}
      confirmLoading={busy} afterOpenChange={(shown) => { if (shown) focusFirst(); }}
      onOk={form.submit} onCancel={leave} mask={{ closable: false }}
      modalRender={(dom) => (
        <Form<Values> form={form} layout="vertical" preserve={false} onFinish={(values) => { void finish(values); }} {...initial === undefined ? {} : { initialValues: initial }}>
          {dom}
        </Form>
      )}
    >
      <Flex vertical gap={16}>
        {problem === undefined ? null : <div ref={showUp}><ProblemAlert problem={problem} /></div>}
        {faster === undefined || problem !== undefined ? null : <div ref={showUp}><OvertakenAlert {...faster} /></div>}
        <div ref={fields}>{children}</div>
      </Flex>
      <button type="submit" hidden tabIndex={-1} aria-hidden="true" />
    </Modal>
  );
}
