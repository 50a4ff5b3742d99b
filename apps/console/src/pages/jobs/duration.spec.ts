import { expect, test } from '@jest/globals';
import { dictionaries } from '../../i18n/index.ts';
import { formatFor } from '../../i18n/format.ts';
import { durationText } from './duration.ts';

test.each([
  [-5, '0 s', '0 秒'], [430, '0.4 s', '0.4 秒'], [9_949, '9.9 s', '9.9 秒'], [9_950, '10 s', '10 秒'], [59_400, '59 s', '59 秒'],
  [59_600, '1 min 0 s', '1 分 0 秒'], [3_599_400, '59 min 59 s', '59 分 59 秒'], [5_430_000, '1 h 30 min', '1 小时 30 分'],
])('%d ms', (ms, english, chinese) => {
  expect(durationText(ms, dictionaries.en, formatFor('en'))).toBe(english);
  expect(durationText(ms, dictionaries.zh, formatFor('zh'))).toBe(chinese);
});
