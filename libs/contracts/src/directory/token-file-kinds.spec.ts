import { expect, test } from '@jest/globals';
import { tokenFileKindText } from './token-file-kinds.ts';

test.each([
  ['pdf', 'a PDF: ask the supplier for PSKC or CSV', '这是 PDF 文件：请向供应商索取 PSKC 或 CSV'],
  ['40 characters', undefined, '40 个字符'], ['Ordered item, 23 characters, Wer?, 13 characters', undefined, 'Ordered item, 23 个字符, Wer?, 13 个字符'],
  ['another column looks like the seed', undefined, '种子似乎在另一列'], ['it looks like the seed', undefined, '看起来是种子'], ['tan', undefined, undefined],
])('%s', (detail, english, chinese) => {
  expect(tokenFileKindText(detail, 'en')).toBe(english);
  expect(tokenFileKindText(detail, 'zh')).toBe(chinese);
});
