import { expect, test } from '@jest/globals';
import { unionOf } from './page-costs.ts';

test('requests at the same time are counted once, and what lies between them is not', () => {
  expect(unionOf([])).toBe(0);
  expect(unionOf([{ from: 10, to: 30 }, { from: 0, to: 15 }, { from: 12, to: 20 }, { from: 50, to: 51 }])).toBe(31);
});
