import { addCursor, type Conditions, firstOf, orderBy, type Order, type Page, type PageRequest, pageOfIds, placed, type Ranged } from './page.ts';
import type { Source, Sql } from './sql.ts';

/** Rows at the beginning of an order that are compared one by one, before all that match are gathered; of a long page so many times as many. */
const STRETCH = 1000;
const STRETCH_OF_PAGE = 4;

/** A condition that stands in an index of its own and not in that of the order. */
export interface Searched extends Ranged {
  /** Its values are in place. */
  readonly matching: string;
}

/**
 * A page of what matches, in an order whose index knows nothing of that. Where much matches, the first stretch of the order
 * holds enough; where little does, all of it is gathered by its own index and sorted. PostgreSQL would choose between the
 * two as if what matches lay evenly in the order: but people whose names begin alike came together, and it would walk
 * past everybody else.
 */
export async function searchedPage<Row extends { id: string }>(
  sql: Sql, request: PageRequest, source: Source, where: Conditions, order: Order, { table, ranges, matching }: Searched,
): Promise<Page<Row>> {
  addCursor(where, request, order);
  const wanted = request.limit + 1;
  const length = Math.max(STRETCH, STRETCH_OF_PAGE * wanted);
  const places = placed(where, ranges);
  // Each row is looked up by itself, so that the stretch is one of an index alone.
  const matches = `(SELECT ${matching} FROM ${table} WHERE ${order.id} = s.id)`;
  const [near] = await sql.rows<{ looked: number; ids: string[] | null }>(`
    SELECT count(*)::int AS looked, (array_agg(s.id ${orderBy(order, 's.key', 's.id')}) FILTER (WHERE ${matches}))[1:${wanted}] AS ids
    FROM (${firstOf(table, places, where, order, length)}) s`, where.values);
  const found = near?.ids ?? [];
  if (found.length === wanted || near === undefined || near.looked < length) return pageOfIds(sql, request, source, found, order);
  const inRanges = places.map(({ column, type, values }) => `${column} = ANY (${values}::${type}[]) AND `).join('');
  // OFFSET 0 hides the order from the index that is chosen.
  const gathered = await sql.rows<{ id: string }>(`
    SELECT id FROM (SELECT ${order.id} AS id, ${order.key} AS key FROM ${table} WHERE ${inRanges}${matching} AND ${where.toString()} OFFSET 0) m
    ${orderBy(order, 'm.key', 'm.id')} LIMIT ${wanted}`, where.values);
  return pageOfIds(sql, request, source, gathered.map(({ id }) => id), order);
}
