import { expect, test } from '@jest/globals';
import { startTokenImport, tokenImportJobOptionsSchema } from '@countersign/contracts/admin-api';
import { shownName } from './shown-name.ts';

test.each(['seeds\u202Efdp.csv', 'a\u200Bb', 'a\u0000b\nc', `${'x'.repeat(254)}\u{1F600}`, '\uD83D', 'ab\u200D', '种子.csv', '<img src=x>.csv'])('%j names a job, whatever it is', (name) => {
  expect(startTokenImport.file.options).toBe(tokenImportJobOptionsSchema);
  expect(tokenImportJobOptionsSchema.safeParse({ site: 'x', fileName: shownName(name) }).success).toBe(true);
  expect(shownName(name).length).toBeGreaterThan(0);
});
