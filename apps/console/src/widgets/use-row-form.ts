import { useState } from 'react';
import { useApi } from '../api/api-context.ts';
import type { ApiClient } from '../api/client.ts';
import type { Edited } from './FormModal.tsx';

export interface RowForm<Row> {
  readonly open: boolean;
  /** The row that is changed; null where one is made. */
  readonly row: Row | null;
  readonly show: (row: Row | null) => void;
  readonly close: () => void;
  readonly edited: Edited | undefined;
}

/**
 * The form of a list: it makes a row, or changes one that the list shows.
 *
 * @param read what the server has of a row: asked when somebody else was faster
 * @param changed what the list shows is older than that
 */
export function useRowForm<Row extends { readonly version: number }>(read: (api: ApiClient, row: Row) => Promise<Row>, changed: () => void): RowForm<Row> {
  const api = useApi();
  const [form, setForm] = useState<{ readonly row: Row | null } | null>(null);
  const row = form?.row ?? null;
  const reload = async (old: Row): Promise<void> => {
    const fresh = await read(api, old);
    setForm((before) => (before?.row === old ? { row: fresh } : before)); // unless it was closed meanwhile
    changed();
  };
  return {
    open: form !== null, row, show: (next) => setForm({ row: next }), close: () => setForm(null),
    // Where it cannot be read, the refusal that the form shows already says what to do.
    edited: row === null ? undefined : { version: row.version, reload: () => { reload(row).catch(() => {}); } },
  };
}
