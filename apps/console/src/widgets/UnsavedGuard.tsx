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
  /** @param isWithin only the parameters of the page's address change */
  const lost = useCallback((isWithin: boolean) => [...works.current].map(({ current }) => current).filter(({ isUnsaved, isOfPage }) => !(isWithin && isOfPage === true) && isUnsaved()), []);
  const ask = useCallback((isWithin: boolean, proceed: () => void, stay?: () => void) => {
    const question = lost(isWithin).some(({ isSecret }) => isSecret === true) ? leaveSecretQuestion(t) : discardQuestion(t);
    return modal.confirm({ ...question, onOk: () => proceed(), onCancel: (close: () => void) => { close(); stay?.(); } });
  }, [lost, modal, t]);

  const within = useRef(false);
  const blocker = useBlocker(useCallback<BlockerFunction>(({ currentLocation: from, nextLocation: to }) => {
    within.current = from.pathname === to.pathname;
    return (!within.current || from.search !== to.search) && lost(within.current).length > 0;
  }, [lost]));
  const latest = useRef(blocker);
  latest.current = blocker;
  const question = useRef<{ readonly destroy: () => void } | undefined>(undefined);
  const isBlocked = blocker.state === 'blocked';
  useEffect(() => {
    if (isBlocked) question.current ??= ask(within.current, () => latest.current.proceed?.(), () => latest.current.reset?.());
    else {
      question.current?.destroy();
      question.current = undefined;
    }
  }, [ask, isBlocked]);
  useBeforeUnload(useCallback((event: BeforeUnloadEvent) => { if (lost(false).length > 0) event.preventDefault(); }, [lost]));

  const value = useMemo(() => ({
    keep: (work: { readonly current: Unsaved }) => {
      works.current.add(work);
      return () => { works.current.delete(work); };
    },
    askBefore: (proceed: () => void) => {
      if (lost(false).length === 0) proceed();
      else ask(false, proceed);
    },
  }), [ask, lost]);
  return <UnsavedContext value={value}>{children}</UnsavedContext>;
}
