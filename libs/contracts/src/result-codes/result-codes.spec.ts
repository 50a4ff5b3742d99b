import { expect, test } from '@jest/globals';
import { resultCodes, describeResult, resultCodeSchema } from './index.ts';

test('numbers are unique; success is 0 and "needs synchronisation" 13, as portals know them', () => {
  const numbers = Object.values(resultCodes).map(({ number }) => number);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(resultCodes.accepted.number).toBe(0);
  expect(resultCodes['needs-synchronisation'].number).toBe(13);
});

test('each has both languages, and the Chinese ones are Chinese', () => {
  for (const code of resultCodeSchema.options) {
    const [en, zh] = [describeResult(code, 'en'), describeResult(code, 'zh')];
    for (const text of [en.text, en.cause, en.remedy]) expect(text).toMatch(/^[A-Z][\x20-\x7e–’]+$/);
    for (const text of [zh.text, zh.cause, zh.remedy]) expect(text).toMatch(/\p{Script=Han}/u);
  }
});
