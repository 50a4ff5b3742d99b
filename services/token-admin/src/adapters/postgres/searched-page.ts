import { addCursor, type Conditions, firstOf, orderBy, type Order, type Page, type PageRequest, pageOfIds, placed, type Placed, type Ranged } from './page.ts';
import type { Source, Sql } from './sql.ts';

/** Rows at the beginning of an order that are compared one by one, before all that match are gathered; of a long page so many times as many. */
const STRETCH = 1000;
const STRETCH_OF_PAGE = 4;
/** Of the stretch that part of a page was found in: as much longer a one is compared instead of gathering, if it promises the page. */
const LONGER = 8;
/** Longer than it would have to be if what matches lay evenly. */
const RESERVE = 1.5;

/** What is searched, by something that stands in other indexes than that of the order. */
export interface Searched extends Ranged {
  /** The condition, to compare one row with. */
  readonly compared: (where: Conditions) => string;
  /** The same in parts of which one has to hold, each with indexes of its own; what `inOrder` finds may be left out. */
  readonly gathered: (where: Conditions) => readonly string[];
  /** A further one that is a range of the order itself: what it finds is read from there. */
  readonly inOrder?: ((where: Conditions) => string) | undefined;
}

/**
 * A page of what matches, in an order whose index knows nothing of that. Where much matches, the first stretch of the order
 * holds enough; where little does, all of it is gathered by its own index and sorted. PostgreSQL would choose between the
 * two as if what matches lay evenly in the order: but people whose names begin alike came together, and it would walk
 * past everybody else.
 */
export async function searchedPage<Row extends { id: string }>(
  sql: Sql, request: PageRequest, source: Source, where: Conditions, order: Order, { table, ranges, ...searched }: Searched,
): Promise<Page<Row>> {
  addCursor(where, request, order);
  const wanted = request.limit + 1;
  const places = placed(where, ranges);
  const known: readonly Found[] = searched.inOrder === undefined ? [] : await firstInOrder(sql, where.copy(), order, { table, places, wanted }, searched.inOrder);
  const last = known.length === wanted ? known.at(-1) : undefined;
  if (last !== undefined) addEnd(where, order, last);
  const ids = new Set(known.map(({ id }) => id));
  for (const id of await matchingIds(sql, where, order, { table, places, wanted, ...searched })) ids.add(id);
  return pageOfIds(sql, request, source, [...ids], order);
}

interface Found { readonly id: string; readonly key: string }

interface Sought {
  readonly table: string;
  readonly places: Placed;
  readonly wanted: number;
}

/** @param where becomes the narrower one */
async function firstInOrder(sql: Sql, where: Conditions, order: Order, { table, places, wanted }: Sought, inOrder: (where: Conditions) => string): Promise<readonly Found[]> {
  where.require(inOrder(where));
  return sql.rows<Found>(firstOf(table, places, where, order, wanted), where.values);
}

/** The first that match, up to `wanted`. */
async function matchingIds(sql: Sql, where: Conditions, order: Order, { table, places, wanted, ...searched }: Sought & Pick<Searched, 'compared' | 'gathered'>): Promise<readonly string[]> {
  const length = Math.max(STRETCH, STRETCH_OF_PAGE * wanted);
  const nearby = where.copy();
  const compared = searched.compared(nearby);
  const stretchOf = async (rows: number): Promise<{ readonly found: readonly string[]; readonly isEnough: boolean }> => {
    // Each row is looked up by itself, so that the stretch is one of an index alone.
    const matches = `(SELECT ${compared} FROM ${table} WHERE ${order.id} = s.id)`;
    const [near] = await sql.rows<{ looked: number; ids: string[] | null }>(`
      SELECT count(*)::int AS looked, (array_agg(s.id ${orderBy(order, 's.key', 's.id')}) FILTER (WHERE ${matches}))[1:${wanted}] AS ids
      FROM (${firstOf(table, places, where, order, rows)}) s`, nearby.values);
    const found = near?.ids ?? [];
    return { found, isEnough: found.length === wanted || near === undefined || near.looked < rows };
  };
  const near = await stretchOf(length);
  if (near.isEnough) return near.found;
  const promising = Math.ceil(RESERVE * length * wanted / near.found.length);
  if (promising <= LONGER * length) {
    const longer = await stretchOf(promising);
    if (longer.isEnough) return longer.found;
  }
  const inRanges = places.map(({ column, type, values }) => `${column} = ANY (${values}::${type}[]) AND `).join('');
  const first = `${orderBy(order, 'key', 'id')} LIMIT ${wanted}`;
  // OFFSET 0 hides the order from the index that is chosen; each condition has its own.
  const each = searched.gathered(where).map((condition) => `
    (SELECT * FROM (SELECT ${order.id} AS id, ${order.key} AS key FROM ${table} WHERE ${inRanges}(${condition}) AND ${where.toString()} OFFSET 0) c ${first})`);
  const gathered = each.length === 0 ? [] : await sql.rows<{ id: string }>(`SELECT id FROM (${each.join(' UNION ')}) m ${first}`, where.values);
  return gathered.map(({ id }) => id);
}

/** Nothing behind a row that is known already is looked for. */
function addEnd(where: Conditions, { key, id, type = 'text', descending }: Order, last: Found): void {
  where.add(`(${key}, ${id}) ${descending === true ? '>=' : '<='} (${where.value(last.key)}::${type}, ?::uuid)`, last.id);
}
