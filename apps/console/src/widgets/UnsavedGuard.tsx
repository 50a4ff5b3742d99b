import { App } from 'antd';
import { type ReactNode, useCallback, useEffect, useMemo, useRef } from 'react';
import { type BlockerFunction, useBeforeUnload, useBlocker } from 'react-router';
import { useTexts } from '../i18n/index.ts';
import { discardQuestion, leaveSecretQuestion } from './discard-question.ts';
import { type Unsaved, UnsavedContext } from './unsaved-context.ts';

/** Asks before a page is left whose work is not saved. The router knows one blocker at a time: this one is for all forms. */
export function UnsavedGuard({ children }: { readonly children: ReactNode }): ReactNode {
  const t = useTexts();
  const { modal } = App.useApp();
  const works = useRef(new Set<{ readonly current: Unsaved }>());
  const unsaved = useCallback(() => [...works.current].map(({ current }) => current).filter(({ isUnsaved }) => isUnsaved()), []);
  const ask = useCallback((proceed: () => void, stay?: () => void) => {
    const question = unsaved().some(({ isSecret }) => isSecret === true) ? leaveSecretQuestion(t) : discardQuestion(t);
    return modal.confirm({ ...question, onOk: () => proceed(), onCancel: (close: () => void) => { close(); stay?.(); } });
  }, [modal, t, unsaved]);

  const blocker = useBlocker(useCallback<BlockerFunction>(({ currentLocation: from, nextLocation: to }) =>
    (from.pathname !== to.pathname || from.search !== to.search) && unsaved().length > 0, [unsaved]));
  const latest = useRef(blocker);
  latest.current = blocker;
  const question = useRef<{ readonly destroy: () => void } | undefined>(undefined);
  const isBlocked = blocker.state === 'blocked';
  useEffect(() => {
    if (isBlocked) question.current ??= ask(() => latest.current.proceed?.(), () => latest.current.reset?.());
    else {
      question.current?.destroy();
      question.current = undefined;
    }
  }, [ask, isBlocked]);
  useBeforeUnload(useCallback((event: BeforeUnloadEvent) => { if (unsaved().length > 0) event.preventDefault(); }, [unsaved]));

  const value = useMemo(() => ({
    keep: (work: { readonly current: Unsaved }) => {
      works.current.add(work);
      return () => { works.current.delete(work); };
    },
    askBefore: (proceed: () => void) => {
      if (unsaved().length === 0) proceed();
      else ask(proceed);
    },
  }), [ask, unsaved]);
  return <UnsavedContext value={value}>{children}</UnsavedContext>;
}
