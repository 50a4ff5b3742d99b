import { expect, test } from '@jest/globals';
import dayjs from 'dayjs';
import { everySpan } from './every-span.ts';

const counts = { accepted: 1, challenged: 0, refused: 2 };
const monday = dayjs('2026-03-02T00:00:00');

test('days without a sign-in stand between the others', () => {
  const row = { from: monday.add(2, 'day').toISOString(), ...counts };
  const spans = everySpan([row], 'day', monday.toISOString(), monday.add(5, 'day').toISOString());
  expect(spans.map(({ refused }) => refused)).toEqual([0, 0, 2, 0, 0]);
  expect(spans.map(({ from }) => dayjs(from).date())).toEqual([2, 3, 4, 5, 6]);
});

test('weeks begin on Monday, months on their first day', () => {
  const thursday = monday.add(3, 'day').toISOString();
  expect(everySpan([], 'week', thursday, monday.add(10, 'day').toISOString()).map(({ from }) => dayjs(from).day())).toEqual([1, 1]);
  expect(everySpan([], 'month', thursday, monday.add(40, 'day').toISOString()).map(({ from }) => dayjs(from).date())).toEqual([1, 1]);
});

test('what was counted in spans of other bounds, or in too many, stays as it is', () => {
  const rows = [{ from: monday.add(90, 'minute').toISOString(), ...counts }];
  expect(everySpan(rows, 'day', monday.toISOString(), monday.add(3, 'day').toISOString())).toBe(rows);
  expect(everySpan(rows, 'hour', monday.toISOString(), monday.add(2, 'year').toISOString())).toBe(rows);
});
