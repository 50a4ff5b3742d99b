import { expect, test } from '@jest/globals';
import { type AuditFilter, auditTailContract } from '@countersign/contracts';
import { privatePostgres, undelayedMs, untilInTime } from '@countersign/testing';
import { TAIL_WAITING } from './application/tail.ts';
import { auditUnderTest, signIn } from './fixtures/audit-under-test.ts';

const under = auditUnderTest(privatePostgres);
const next = (after: number | null, options: { filter?: AuditFilter; limit?: number; waitMs?: number } = {}) =>
  under.audit.ask(auditTailContract, { filter: {}, limit: 100, waitMs: 10_000, after, ...options });
const logins = ({ entries }: Awaited<ReturnType<typeof next>>) => entries.map(({ event }) => event.user?.login);

test('who has seen everything waits for what comes next', async () => {
  await under.audit.publish(signIn('before'));
  const took = await untilInTime(async () => {
    const answer = next(null);
    await new Promise((resolve) => setTimeout(resolve, 200));
    let heard: unknown[] = [];
    const ms = await undelayedMs(async () => {
      await under.audit.publish(signIn('now'));
      heard = logins(await answer);
    });
    // What is recorded before the question has looked where the trail ends has been seen.
    if (heard.length === 0) return undefined;
    expect(heard).toEqual(['now']);
    return ms;
  });
  expect(took).toBeLessThan(4800);
});

test('what another replica appended is noticed, too', async () => {
  const answer = next(0);
  await new Promise((resolve) => setTimeout(resolve, 100));
  // Not through this replica's own writer.
  await under.audit.admin.query(`
    INSERT INTO audit.event (sequence, id, at, event, digest)
    VALUES (1, gen_random_uuid(), now(), '${JSON.stringify(signIn('elsewhere'))}', sha256(''))`);
  expect(logins(await answer)).toEqual(['elsewhere']);
});

test('nothing is left out and nothing comes twice from question to question', async () => {
  await under.audit.publish(...Array.from({ length: 25 }, (_, index) => signIn(`user-${index}`)));
  const seen: unknown[] = [];
  for (let position = 0; seen.length < 25;) {
    const answer = await next(position, { limit: 10 });
    seen.push(...logins(answer));
    position = answer.position;
  }
  expect(seen).toEqual(Array.from({ length: 25 }, (_, index) => `user-${index}`));
  expect(await next(25, { waitMs: 0 })).toEqual({ entries: [], position: 25 });
});

test('the position goes on past what the filter leaves out', async () => {
  await under.audit.publish(signIn('alice'), signIn('bob'), signIn('bob'));
  expect(await next(0, { filter: { user: 'carol' }, waitMs: 0 })).toEqual({ entries: [], position: 3 });
  const answer = await next(0, { filter: { user: 'alice' }, waitMs: 0 });
  expect([logins(answer), answer.position]).toEqual([['alice'], 3]);
  expect(logins(await next(0, { filter: { text: 'bo' }, waitMs: 0 }))).toEqual(['bob', 'bob']);
});

test('nothing comes: the answer says so in time', async () => {
  const began = performance.now();
  expect(await next(null, { waitMs: 300 })).toEqual({ entries: [], position: 0 });
  expect(performance.now() - began).toBeGreaterThanOrEqual(295);
});

test('only so many wait; a place is free again after an answer', async () => {
  const asked = Array.from({ length: TAIL_WAITING + 1 }, () => next(null, { waitMs: 15_000 }));
  // Whichever comes last is told at once; by then all others wait.
  await expect(Promise.race(asked)).rejects.toMatchObject({ code: 'refused', resultCode: 'limit-exceeded' });
  await under.audit.publish(signIn('alice'));
  expect((await Promise.allSettled(asked)).filter(({ status }) => status === 'rejected')).toHaveLength(1);
  expect(await next(1, { waitMs: 0 })).toEqual({ entries: [], position: 1 });
});

test('stopping answers everybody', async () => {
  const answer = next(null, { waitMs: 20_000 });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await undelayedMs(() => Promise.all([under.audit.stop(), answer.catch(() => undefined)]))).toBeLessThan(5000);
});
