/** A page of a list, in the order of making. */
export interface ListPage<Row> {
  readonly items: readonly Row[];
  readonly nextCursor: string | null;
}

/** What a list has, and how to ask when each row was used last. */
export interface IdleSource<Row, Found> {
  readonly list: (cursor: string | undefined) => Promise<ListPage<Row>>;
  /** The found form of the rows that count as idle, in their order. */
  readonly idleOf: (rows: readonly Row[]) => Promise<readonly Found[]>;
  readonly cursorBehind: (found: Found) => string;
}

/** Pages of a list that one question looks through at most: what is used is not found by any index. */
export const PAGES_LOOKED_AT = 5;

/**
 * The next idle rows behind the cursor. When rows are left out because `limit` is reached the cursor stands behind the
 * last one given; when the look ends early, behind the last one looked at.
 */
export async function findIdle<Row, Found>({ list, idleOf, cursorBehind }: IdleSource<Row, Found>, limit: number, begin?: string): Promise<{ items: Found[]; nextCursor: string | null }> {
  const items: Found[] = [];
  let cursor = begin;
  for (let looked = 0; looked < PAGES_LOOKED_AT; looked += 1) {
    const page = await list(cursor);
    const found = await idleOf(page.items);
    const room = limit - items.length;
    items.push(...found.slice(0, room));
    const last = items.at(-1);
    if (found.length > room && last !== undefined) return { items, nextCursor: cursorBehind(last) };
    if (page.nextCursor === null) return { items, nextCursor: null };
    cursor = page.nextCursor;
    if (items.length === limit) break;
  }
  return { items, nextCursor: cursor ?? null };
}

/** Whether something that has been there since `there` counts as idle. @param since null: only what was never used; instants in Unix milliseconds */
export function isIdle(there: string, lastUsed: string | null, since: number | null): boolean {
  if (since === null) return lastUsed === null;
  return Date.parse(there) <= since && (lastUsed === null || Date.parse(lastUsed) < since);
}
