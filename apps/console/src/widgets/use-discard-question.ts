import { App, type FormInstance } from 'antd';
import { useEffect, useRef } from 'react';
import { useTexts } from '../i18n/index.ts';
import { discardQuestion } from './discard-question.ts';

/** Closes a form's window: at once where nobody typed anything, else after a question. @returns what Cancel, × and Escape do */
export function useDiscardQuestion({ form, open, onClose }: { readonly form: Pick<FormInstance, 'isFieldsTouched'>; readonly open: boolean; readonly onClose: () => void }): () => void {
  const t = useTexts();
  const { modal } = App.useApp();
  const question = useRef<{ readonly destroy: () => void } | undefined>(undefined);
  // What was being saved meanwhile may close the window: then there is nothing to ask any more.
  useEffect(() => () => question.current?.destroy(), [open]);
  return () => {
    if (!form.isFieldsTouched()) onClose();
    else question.current = modal.confirm({ ...discardQuestion(t), onOk: onClose });
  };
}
