import { App } from 'antd';
import { shownProblem } from '../api/problem.ts';
import { useCallback, useRef, useState } from 'react';
import { useLanguage, useTexts } from '../i18n/index.ts';
import { explainProblem } from './ProblemAlert.tsx';

export interface Action<Values extends unknown[]> {
  readonly run: (...values: Values) => Promise<boolean>;
  readonly busy: boolean;
}

/** Thrown by an action whose refusal the page shows where it belongs. */
export class ShownInPlace extends Error {}

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
      if (error instanceof ShownInPlace) return false;
      const problem = shownProblem(error);
      if (problem === undefined) return false;
      const { title, text } = explainProblem(problem, language, t);
      notification.error({ title, description: text, role: 'alert' });
      return false;
    } finally {
      setBusy(false);
    }
  }, [done, language, message, notification, t]);
  return { run, busy };
}
