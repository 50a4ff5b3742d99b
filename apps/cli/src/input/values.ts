import { InvalidArgumentError } from 'commander';

/** `yes` or `no`. */
export function parseYesNo(text: string): boolean {
  if (text !== 'yes' && text !== 'no') throw new InvalidArgumentError('must be yes or no');
  return text === 'yes';
}

/** The value of an option that may be "none", which is null and removes what was set. It stands in an object because commander takes null for no value. */
export interface Removable<Value> {
  readonly value: Value | null;
}

/** Text, or "none". */
export const parseOptionalText = (text: string): Removable<string> => ({ value: text === 'none' ? null : text });

/** A whole number within the bounds. */
export function parseCount(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= minimum && value <= maximum)) throw new InvalidArgumentError(`must be a number from ${minimum} to ${maximum}`);
    return value;
  };
}

/** The same, or "none". */
export const parseOptionalCount = (minimum: number, maximum: number) => (text: string): Removable<number> =>
  ({ value: text === 'none' ? null : parseCount(minimum, maximum)(text) });

/** Collects a repeated option whose one value may be "none", which removes all. */
export const collectOrNone = <T>(parse: (text: string) => T) => (text: string, previous: readonly T[] = []): readonly T[] =>
  (text === 'none' && previous.length === 0 ? [] : [...previous, parse(text)]);

/** Collects a repeated option. */
export const collect = <T>(parse: (text: string) => T) => (text: string, previous: readonly T[] = []): readonly T[] => [...previous, parse(text)];
