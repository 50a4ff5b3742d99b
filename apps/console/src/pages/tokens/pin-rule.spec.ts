import { expect, test } from '@jest/globals';
import type { PinRules } from '@countersign/contracts/admin-api';
import { dictionaries } from '../../i18n/index.ts';

const usual: PinRules = { minimum: 4, maximum: 8, characters: 'letters-and-digits', simple: 'allowed', repeat: 'allowed' };

test.each<[Partial<PinRules>, string, string]>([
  [{}, '4 to 8 letters (a to z) and digits.', '4 至 8 位字母（a 至 z）或数字。'],
  [{ minimum: 6, maximum: 6, characters: 'digits' }, '6 digits.', '6 位数字。'],
  [{ simple: 'refused', repeat: 'refused' }, '4 to 8 letters (a to z) and digits; no sequence such as 1234 or 1111; not the PIN before.', '4 至 8 位字母（a 至 z）或数字；不得使用 1234、1111 等连续或重复的字符；不得与上一个 PIN码相同。'],
])('the hint at a new PIN says what the policy does: %j', (more, english, chinese) => {
  expect(dictionaries.en.tokens.pinRule({ ...usual, ...more })).toBe(english);
  expect(dictionaries.zh.tokens.pinRule({ ...usual, ...more })).toBe(chinese);
});
