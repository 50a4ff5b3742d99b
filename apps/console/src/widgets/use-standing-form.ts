import type { FormInstance } from 'antd';
import { type RefObject, useEffect, useRef } from 'react';
import type { Merging } from './use-overtaken.ts';
import { useOvertakenForm } from './use-overtaken-form.ts';
import { useUnsaved } from './unsaved-context.ts';

interface StandingForm<Values extends object> {
  readonly form: FormInstance<Values>;
  /** Where the fields and their labels are. */
  readonly fields: RefObject<HTMLElement | null>;
  /** What the server has, and its version. */
  readonly values: Values;
  readonly version: number;
}

/** A form that stays on its page: in step with what somebody else changes, and not left unsaved without a question. */
export function useStandingForm<Values extends object>({ form, fields, values, version }: StandingForm<Values>): Merging<Values> {
  const merging = useOvertakenForm<Values>({ form, fields, open: true, values, version });
  /** Saved, and perhaps not loaded again yet. */
  const kept = useRef<Partial<Values>>(values);
  // Values are made anew whenever the page is drawn; the version says when they are others.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  useEffect(() => { kept.current = values; }, [version]);
  useUnsaved(() => JSON.stringify({ ...kept.current, ...form.getFieldsValue(true) }) !== JSON.stringify(kept.current));
  return {
    ...merging,
    saved: (sent, now, next) => {
      kept.current = now;
      merging.saved(sent, now, next);
    },
  };
}
