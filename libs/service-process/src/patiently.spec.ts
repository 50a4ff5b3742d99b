import { expect, test } from '@jest/globals';
import { inOneTurn } from '@countersign/testing';
import { impatiently, patiently } from './index.ts';

const nobody = async (): Promise<never> => Promise.reject(new Error('never there'));

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
  await inOneTurn(async () => {
    const waiting = patiently(() => ending.abort(), ending.signal)('nobody', nobody);
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });
});

test('stops at once in the middle of a pause, too, and tries no more', async () => {
  const ending = new AbortController();
  let tries = 0;
  const waiting = patiently(() => { tries += 1; }, ending.signal)('nobody', nobody).catch((error: unknown) => error);
  await new Promise(setImmediate);
  expect(tries).toBe(1);
  await inOneTurn(async () => {
    ending.abort();
    expect(await waiting).toMatchObject({ name: 'AbortError' });
  });
  expect(tries).toBe(1);
});

test('where all is there already a failure is a failure', async () => {
  await expect(impatiently('anything', async () => {
    throw new Error('no');
  })).rejects.toThrow('no');
});
