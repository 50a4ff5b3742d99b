import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { eventually, privatePostgres } from '@countersign/testing';
import { MESSAGE_MOST_BYTES } from './application/read-message.ts';
import { auditUnderTest, signIn, testLimits } from './fixtures/audit-under-test.ts';

const under = auditUnderTest(privatePostgres);

test('events are chained once each, also when they are delivered again, and are found by filter', async () => {
  const events = Array.from({ length: 300 }, (_, index) => signIn(`user-${index % 3}`));
  await Promise.all(events.map((each) => under.audit.publish(each)));
  await Promise.all(events.slice(0, 50).map((each) => under.audit.publish(each, each)));
  expect(await under.audit.verify()).toEqual({ intact: true, events: 300, checkpoints: 0, removed: 0, fault: null });
  const found = await under.audit.list({ user: 'USER-1' }, { limit: 20 });
  expect(found.entries).toHaveLength(20);
  expect(found.entries.every(({ event: { user } }) => user?.login === 'user-1')).toBe(true);
  const rest = await under.audit.list({ user: 'user-1' }, { limit: 100, before: found.next ?? 0 });
  expect(rest.entries).toHaveLength(80);
});

test('a batch that is not full is appended at once, and the next one is gathered; a full one is followed at once', async () => {
  await under.audit.restart({ limits: { ...testLimits, messagesPerBatch: 2, batchEveryMs: 60_000 } });
  await Promise.all([under.audit.publish(signIn('first')), under.audit.publish(signIn('second'))]);
  const resting = under.audit.publish(signIn('third'));
  await eventually(async () => expect((await under.audit.list({})).entries).toHaveLength(3));
  const gathered = under.audit.publish(signIn('fourth'));
  await expect(Promise.race([resting, gathered, pause(300, 'resting')])).resolves.toBe('resting');
  // The end of the service ends the rest; what was not begun stays with whoever published it.
  const outcomes = Promise.allSettled([resting, gathered]);
  await under.audit.stop();
  expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
});

test('the runtime role may insert and never update, delete or truncate', async () => {
  await under.audit.publish(signIn('alice'));
  await under.audit.as('countersign_audit', async (runtime) => {
    for (const statement of [
      'UPDATE audit.event SET event = event', 'DELETE FROM audit.event', 'TRUNCATE audit.event', 'DROP TABLE audit.event',
      'UPDATE audit.segment SET last_sequence = 1', 'DELETE FROM audit.segment_removal', 'DELETE FROM audit.name',
      `SELECT audit.detach_segment('event_2026_01')`, `SELECT audit.drop_segment('event_2026_01')`, 'CREATE TABLE audit.other ()',
    ]) await expect(runtime.query(statement)).rejects.toMatchObject({ code: '42501' });
  });
});

test.each([
  ['changed', `UPDATE audit.event SET event = jsonb_set(event, '{result}', '"wrong-password"') WHERE sequence = 5`, 5],
  ['gap', 'DELETE FROM audit.event WHERE sequence = 5', 6],
  ['changed', `UPDATE audit.event SET sequence = CASE sequence WHEN 5 THEN -6 ELSE -5 END WHERE sequence IN (5, 6); UPDATE audit.event SET sequence = -sequence WHERE sequence < 0`, 5],
  ['cut-tail', 'DELETE FROM audit.event WHERE sequence > 7', 10],
] as const)('verify finds: %s', async (kind, tamper, sequence) => {
  await under.audit.publish(...Array.from({ length: 10 }, (_, index) => signIn(`user-${index}`)));
  await under.audit.restart();
  expect((await under.audit.verify()).intact).toBe(true);
  await under.audit.admin.query(tamper);
  expect(await under.audit.verify()).toMatchObject({ intact: false, fault: { kind, sequence } });
});

test('a forged checkpoint is found', async () => {
  await under.audit.publish(signIn('alice'));
  await under.audit.stop();
  await writeFile(under.audit.checkpointFile, (await readFile(under.audit.checkpointFile, 'utf8')).replace(/^1 /, '2 '));
  await under.audit.start();
  expect(await under.audit.verify()).toMatchObject({ intact: false, fault: { kind: 'checkpoint-forged' } });
});

describe('what comes on the stream and is no event', () => {
  const systemEvents = async () => (await under.audit.list({ kind: 'system' })).entries.map(({ event: each }) => each);

  test.each([
    ['not-json', 'c4n4ry'],
    ['not-json', Buffer.from([0xff, 0xfe, 0x00])],
    ['not-json', ''],
    ['wrong-schema', '{"events":{}}'],
    ['wrong-schema', '{"events":[],"c4n4ry":1}'],
    ['wrong-schema', 'null'],
    ['too-long', `{"events":[]}${' '.repeat(MESSAGE_MOST_BYTES)}`],
  ])('%s: goes on record as digest and length, and what comes after it goes on', async (reason, data) => {
    const bytes = Buffer.from(data);
    await under.audit.publish(signIn('before'));
    await under.audit.publishBytes(bytes, 'message-1');
    await under.audit.publish(signIn('after'));
    const [recorded, ...more] = await systemEvents();
    expect(more).toEqual([]);
    expect(recorded).toMatchObject({
      result: 'event-unreadable', service: 'audit',
      detail: { reason, subject: 'audit.v1.events.auth', messageId: 'message-1', bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') },
    });
    expect(JSON.stringify(recorded)).not.toContain('c4n4ry');
    expect(await under.audit.verify()).toMatchObject({ intact: true, events: 3 });
    expect(await under.audit.metrics.text()).toContain(`countersign_audit_unreadable_total{reason="${reason}",service="audit",replica="test"} 1`);
  });

  test('one bad event among good ones: these are kept, in their order', async () => {
    const odd = { ...signIn('x'.repeat(300)), detail: { secret: 'c4n4ry' } };
    await under.audit.publishBytes(JSON.stringify({ events: [signIn('first'), odd, { nothing: 'c4n4ry' }, signIn('last')] }));
    const { entries } = await under.audit.list({}, { limit: 10, after: 0 });
    expect(entries.map(({ event: each }) => each.user?.login ?? each.detail['reason'])).toEqual(['first', 'wrong-schema', 'wrong-schema', 'last']);
    expect(JSON.stringify(entries)).not.toContain('c4n4ry');
  });

  test('an event that the database refuses: its neighbours in the batch are unharmed', async () => {
    const refused = { ...signIn('nul'), detail: { text: 'c4n4ry \u0000' } };
    await under.audit.publish(...Array.from({ length: 5 }, (_, index) => signIn(`before-${index}`)), refused, signIn('after'));
    expect(await systemEvents()).toMatchObject([{ detail: { reason: 'refused-by-database' } }]);
    expect(await under.audit.verify()).toMatchObject({ intact: true, events: 7 });
  });

  test('delivered again it is known', async () => {
    await under.audit.publishBytes('c4n4ry', 'one');
    await under.audit.restart();
    await under.audit.publishBytes('c4n4ry', 'one');
    await under.audit.publishBytes('c4n4ry', 'another');
    expect(await systemEvents()).toHaveLength(2);
  });
});
