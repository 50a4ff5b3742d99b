import { expect, test } from '@jest/globals';
import { impatiently, patiently } from './index.ts';

test('tries until it works, and tells each failure', async () => {
  const failures: unknown[] = [];
  let tries = 0;
  const result = await patiently((what, error) => failures.push([what, error]), new AbortController().signal)('the database', async () => {
    tries += 1;
    if (tries < 3) throw new Error(`try ${tries}`);
    return 'there';
  });
  expect(result).toBe('there');
  expect(failures).toEqual([['the database', new Error('try 1')], ['the database', new Error('try 2')]]);
});

test('stops waiting when it is told to, at once', async () => {
  const ending = new AbortController();
  const waiting = patiently(() => ending.abort(), ending.signal)('nobody', async () => {
    throw new Error('never there');
  });
  const started = performance.now();
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  expect(performance.now() - started).toBeLessThan(150);
});

test('where all is there already a failure is a failure', async () => {
  await expect(impatiently('anything', async () => {
    throw new Error('no');
  })).rejects.toThrow('no');
});
