import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

/** Filters of a list, kept in the address: a filtered list can be linked to, and "back" undoes a filter. */
export function useFilters<Name extends string>(names: readonly Name[]): {
  readonly filters: Readonly<Partial<Record<Name, string>>>;
  readonly filtered: boolean;
  readonly set: (changes: Readonly<Partial<Record<Name, string | undefined>>>) => void;
  readonly clear: () => void;
} {
  const [parameters, setParameters] = useSearchParams();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- made of these names alone
  const filters = Object.fromEntries(names.flatMap((name) => {
    const value = parameters.get(name);
    return value === null || value === '' ? [] : [[name, value]];
  })) as Partial<Record<Name, string>>;
  const set = useCallback((changes: Readonly<Partial<Record<Name, string | undefined>>>) => {
    setParameters((before) => {
      const after = new URLSearchParams(before);
      for (const [name, value] of Object.entries<string | undefined>(changes)) {
        if (value === undefined || value === '') after.delete(name);
        else after.set(name, value);
      }
      return after;
    }, { replace: true });
  }, [setParameters]);
  const clear = useCallback(() => setParameters({}, { replace: true }), [setParameters]);
  return { filters, filtered: Object.keys(filters).length > 0, set, clear };
}
