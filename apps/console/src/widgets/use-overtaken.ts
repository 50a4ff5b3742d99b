import { useLayoutEffect, useRef, useState } from 'react';
import { type Choices, overtaken } from './overtaken.ts';
import type { OvertakenFields } from './OvertakenAlert.tsx';

export interface Edit<Values extends object> {
  readonly open: boolean;
  /** What the server has, as the form shows it; and its version, where it has one. */
  readonly values: Partial<Values> | undefined;
  readonly version: number | undefined;
  readonly choices?: Choices | undefined;
  /** What stands in the form. */
  readonly typed: () => Partial<Values>;
  /** Puts the other's values where nothing was typed. */
  readonly take: (values: Partial<Values>) => void;
  /** What fields are called on the screen; those that are not there have no name. */
  readonly labels: (names: readonly string[]) => readonly string[];
  readonly onOvertaken?: () => void;
}

export interface Merging<Values extends object> {
  /** What somebody else changed while the form was open; undefined while that is nothing. */
  readonly faster: OvertakenFields | undefined;
  /** What was sent is what the server has now, in this version: the own change is not somebody else's. */
  readonly saved: (sent: Partial<Values>, values: Partial<Values>, version: number) => void;
  /** The version that the form was made from, or saved last. */
  readonly version: () => number | undefined;
  readonly forget: () => void;
}

/** Keeps an open form in step with what somebody else changes meanwhile. */
export function useOvertaken<Values extends object>(edit: Edit<Values>): Merging<Values> {
  const { open, values, version } = edit;
  const latest = useRef(edit);
  latest.current = edit;
  const began = useRef<{ readonly version: number; readonly values: Partial<Values> } | undefined>(undefined);
  const [faster, setFaster] = useState<OvertakenFields>();
  const merge = (base: Partial<Values>, now: Partial<Values>): OvertakenFields => {
    const { typed, take, labels, choices } = latest.current;
    const { taken, theirs, both } = overtaken({ ...base }, { ...now }, { ...typed() }, choices);
    const named = { theirs: labels(theirs), both: labels(both) }; // before others take their place
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- values of the form's own fields
    take(taken as Partial<Values>);
    return named;
  };
  useLayoutEffect(() => {
    if (!open || version === undefined || values === undefined) {
      began.current = undefined;
      setFaster(undefined);
      return;
    }
    const before = began.current;
    began.current = { version, values };
    if (before === undefined || before.version === version) return;
    setFaster(merge(before.values, values));
    edit.onOvertaken?.();
    // Values are made anew whenever the page is drawn; the version says when they are others.
  }, [open, version]);
  return {
    faster,
    saved: (sent, now, next) => {
      merge(sent, now);
      began.current = { version: next, values: now };
      setFaster(undefined);
    },
    version: () => began.current?.version ?? version,
    forget: () => setFaster(undefined),
  };
}
