import type { Operation } from '@countersign/contracts/admin-api';
import type { z } from 'zod';
import type { ApiClient, CallInput, QueryOf, Reply } from './client.ts';

/** An operation that gives a list page by page. */
export type ListOperation = Operation & { readonly reply: z.ZodType<{ items: unknown[]; nextCursor: string | null }> };
export type ItemOf<O extends ListOperation> = Reply<O>['items'][number];

/** Largest page that the API gives. */
const PAGE_ITEMS = 1000;

/** A list, page by page, to its end. @throws ProblemError */
export async function* everyPage<O extends ListOperation>(api: ApiClient, operation: O, query: QueryOf<O>, signal?: AbortSignal): AsyncGenerator<ItemOf<O>[]> {
  for (let cursor: string | null | undefined; cursor !== null;) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every list takes a cursor and a limit
    const input = { query: { ...query, limit: PAGE_ITEMS, cursor }, ...signal === undefined ? {} : { signal } } as unknown as CallInput<O>;
    const page: { items: ItemOf<O>[]; nextCursor: string | null } = await api.call(operation, input);
    yield page.items;
    cursor = page.nextCursor;
  }
}

/** The whole list. @throws ProblemError */
export async function everyItem<O extends ListOperation>(api: ApiClient, operation: O, query: QueryOf<O>, signal?: AbortSignal): Promise<ItemOf<O>[]> {
  const items: ItemOf<O>[] = [];
  for await (const page of everyPage(api, operation, query, signal)) items.push(...page);
  return items;
}
