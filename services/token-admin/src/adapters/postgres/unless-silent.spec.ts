import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { LOOK_AFTER_MS, unlessSilent } from './unless-silent.ts';

beforeEach(() => { jest.useFakeTimers(); });
afterEach(() => { jest.useRealTimers(); });

const after = async <Result>(ms: number, result: Result): Promise<Result> => new Promise((resolve) => { setTimeout(() => resolve(result), ms); });

test('a database that takes its time for the question whether it is there, too, is busy and not silent', async () => {
  const report = unlessSilent(after(30_000, 'report'), async () => after(4_500, 'there'));
  await jest.advanceTimersByTimeAsync(30_000);
  expect(await report).toBe('report');
});

test('one that says nothing at all is refused in seconds, and what it says later is nobody\'s concern', async () => {
  const outcome = unlessSilent(after(30_000, 'report'), async () => after(30_000, 'there')).catch((error: unknown) => error);
  await jest.advanceTimersByTimeAsync(LOOK_AFTER_MS + 5_000);
  expect(await outcome).toMatchObject({ code: 'unavailable' });
  await jest.advanceTimersByTimeAsync(60_000);
});
