import { App } from 'antd';
import { useCallback, useRef, useState } from 'react';
import { asProblem } from '../api/use-loaded.ts';
import { useLanguage, useTexts } from '../i18n/index.ts';
import { explainProblem } from './ProblemAlert.tsx';

export interface Action<Values extends unknown[]> {
  readonly run: (...values: Values) => Promise<boolean>;
  readonly busy: boolean;
}

/** A change at the press of a button: busy while it runs; says that it is done, or why it was refused. */
export function useAction<Values extends unknown[]>(action: (...values: Values) => Promise<unknown>, done?: string): Action<Values> {
  const { notification, message } = App.useApp();
  const { language } = useLanguage();
  const t = useTexts();
  const [busy, setBusy] = useState(false);
  const latest = useRef(action);
  latest.current = action;
  const run = useCallback(async (...values: Values) => {
    setBusy(true);
    try {
      await latest.current(...values);
      void message.success(done ?? t.problems.saved);
      return true;
    } catch (error) {
      const { title, text } = explainProblem(asProblem(error), language, t);
      notification.error({ title, description: text, role: 'alert' });
      return false;
    } finally {
      setBusy(false);
    }
  }, [done, language, message, notification, t]);
  return { run, busy };
}
