import { expect, test } from '@jest/globals';
import { csvLine } from '@countersign/contracts/admin-api';
import { csvBlob } from './csv.ts';

test('a file made in the browser begins with the mark that tells spreadsheets its encoding, and calculates nothing', async () => {
  const blob = csvBlob([csvLine(['Name', '用户']), csvLine(['=HYPERLINK("x")', ' +86'])]);
  expect(blob.type).toBe('text/csv;charset=utf-8');
  expect(Buffer.from(await blob.arrayBuffer()).toString('utf8')).toBe('\uFEFFName,用户\r\n"\'=HYPERLINK(""x"")",\' +86\r\n');
});
