import { expect, test } from '@jest/globals';
import { findIdle, isIdle, PAGES_LOOKED_AT } from './find-idle.ts';

/** Numbers in order, pages of ten; the idle ones are as the condition says. */
function numbers(count: number, idle: (each: number) => boolean) {
  const all = Array.from({ length: count }, (_, index) => index);
  let pages = 0;
  return {
    pages: () => pages,
    source: {
      list: async (cursor: string | undefined) => {
        pages += 1;
        const begin = cursor === undefined ? 0 : Number(cursor) + 1;
        const items = all.slice(begin, begin + 10);
        return { items, nextCursor: begin + 10 < count ? String(items.at(-1)) : null };
      },
      idleOf: async (rows: readonly number[]) => rows.filter((row) => idle(row)),
      cursorBehind: (found: number) => String(found),
    },
  };
}

test.each([1, 3, 7, 100])('every idle row once, in pages of %i', async (limit) => {
  const { source } = numbers(137, (each) => each % 4 === 1);
  const seen: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await findIdle(source, limit, cursor);
    expect(page.items.length).toBeLessThanOrEqual(limit);
    seen.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(Array.from({ length: 137 }, (_, index) => index).filter((each) => each % 4 === 1));
});

test('a question looks no further than it may, and says where to go on', async () => {
  const { source, pages } = numbers(1000, () => false);
  expect(await findIdle(source, 10)).toEqual({ items: [], nextCursor: String(PAGES_LOOKED_AT * 10 - 1) });
  expect(pages()).toBe(PAGES_LOOKED_AT);
});

test('idle is what was never used, or not for long, of what has been there as long', () => {
  const [old, since, late] = ['2026-01-01T00:00:00Z', Date.parse('2026-02-01T00:00:00Z'), '2026-03-01T00:00:00Z'];
  expect([isIdle(late, null, null), isIdle(old, old, null)]).toEqual([true, false]);
  expect([isIdle(old, null, since), isIdle(old, old, since), isIdle(old, late, since), isIdle(late, null, since)]).toEqual([true, true, false, false]);
});
