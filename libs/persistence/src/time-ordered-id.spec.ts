import { expect, it } from '@jest/globals';
import { validate, version } from 'uuid';
import { newTimeOrderedId } from './time-ordered-id.ts';

it('identifiers stand in the order in which they are made, and are of version 7', () => {
  const before = Date.now();
  const made = Array.from({ length: 20_000 }, newTimeOrderedId);
  const after = Date.now();
  expect(new Set(made).size).toBe(made.length);
  expect(made).toStrictEqual([...made].sort());
  expect(made.every((id) => validate(id) && version(id) === 7)).toBe(true);
  const moments = made.map((id) => parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
  expect(moments.every((moment) => moment >= before && moment <= after)).toBe(true);
});
