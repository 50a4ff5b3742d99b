import path from 'node:path';
import { expect, test } from '@jest/globals';
import { TestProcess, disposeAfterEach } from '@countersign/testing';

const keep = disposeAfterEach();

test('docs/settings.md says what the schemas say', async () => {
  const script = path.resolve(import.meta.dirname, '../../../../scripts/settings-document.mjs');
  const child = keep(await TestProcess.start({ args: [script, '--check'] }));
  expect([await child.ended, child.output]).toEqual([{ code: 0, signal: null }, '']);
});
