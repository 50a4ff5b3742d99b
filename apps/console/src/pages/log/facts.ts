export type Fact = string | number | boolean | null;

export interface FieldChange {
  readonly field: string;
  readonly before: Fact | undefined;
  readonly after: Fact | undefined;
}

/** Takes the facts of a line apart: `before.<field>` and `after.<field>` side by side, and the rest. */
export function changesOf(detail: Readonly<Record<string, Fact>>): { readonly changes: readonly FieldChange[]; readonly rest: readonly (readonly [string, Fact])[] } {
  const changes = new Map<string, { before?: Fact; after?: Fact }>();
  const rest: (readonly [string, Fact])[] = [];
  for (const [name, value] of Object.entries(detail)) {
    const [, side, field] = /^(before|after)\.(.+)$/.exec(name) ?? [];
    if (field === undefined) rest.push([name, value]);
    else changes.set(field, { ...changes.get(field), [side === 'before' ? 'before' : 'after']: value });
  }
  return { changes: [...changes].map(([field, { before, after }]) => ({ field, before, after })), rest };
}

/** Whether somebody showed a password or a code to this console, rather than to an agent host: it has no page of its own. */
export const isAtConsole = ({ result, detail: { method } }: { readonly result: string; readonly detail: Readonly<Record<string, unknown>> }): boolean =>
  result.startsWith('administrator-') || method === 'console';
