import { describe, expect, test } from '@jest/globals';
import type { AuditFault } from '@countersign/contracts';
import { privatePostgres } from '@countersign/testing';
import { auditUnderTest, signIn, testLimits } from './fixtures/audit-under-test.ts';

const under = auditUnderTest(privatePostgres);
const startOf = (monthsAgo: number): number => {
  const now = new Date();
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - monthsAgo, 15);
};
const retaining = (months: number, drop = true) =>
  ({ limits: { ...testLimits, retentionMonths: months }, retention: { url: under.audit.retentionUrl, drop } });
const nameOf = (monthsAgo: number): string => `event_${new Date(startOf(monthsAgo)).toISOString().slice(0, 7).replace('-', '_')}`;
const partitions = async (): Promise<string[]> =>
  (await under.audit.admin.query<{ name: string }>(`SELECT relname AS name FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE inhparent = 'audit.event'::regclass ORDER BY 1`)).rows.map(({ name }) => name);
const segments = async () => (await under.audit.admin.query<{ name: string; first: string; last: string }>(
  'SELECT name, first_sequence AS first, last_sequence AS last FROM audit.segment ORDER BY first_sequence')).rows;

/** Ten entries in each of three months; the oldest two are sealed at the last start. */
async function threeMonths(options: Parameters<typeof under.audit.restart>[0] = {}): Promise<void> {
  for (const monthsAgo of [2, 1, 0]) {
    await under.audit.restart({ now: () => startOf(monthsAgo) });
    await under.audit.publish(...Array.from({ length: 10 }, (_, index) => signIn(`user-${monthsAgo}-${index}`)));
  }
  await under.audit.restart({ now: () => startOf(0), ...options });
  await under.audit.stop(); // housekeeping has run
  await under.audit.start({ now: () => startOf(0) });
}

test('entries of a month stand in its partition, and partitions are made ahead', async () => {
  await threeMonths();
  const { rows } = await under.audit.admin.query<{ name: string; count: number }>('SELECT tableoid::regclass::text AS name, count(*)::int AS count FROM audit.event GROUP BY 1 ORDER BY 1');
  expect(rows).toEqual([2, 1, 0].map((ago) => ({ name: `audit.${nameOf(ago)}`, count: 10 })));
  expect(await partitions()).toEqual([2, 1, 0, -1, -2].map(nameOf));
});

test('months that are over are sealed', async () => {
  await threeMonths();
  expect(await segments()).toEqual([{ name: nameOf(2), first: '1', last: '10' }, { name: nameOf(1), first: '11', last: '20' }]);
  expect(await under.audit.verify()).toMatchObject({ intact: true, events: 30, removed: 0 });
});

test('a clock that goes back writes into no month that is over', async () => {
  await threeMonths();
  await under.audit.restart({ now: () => startOf(2) });
  await under.audit.publish(signIn('late'));
  expect((await under.audit.verify())).toMatchObject({ intact: true, events: 31 });
});

test('a repeated event is known, also when its first record is a month old', async () => {
  const event = signIn('alice', { at: new Date(startOf(1)).toISOString() });
  await under.audit.restart({ now: () => startOf(1) });
  await under.audit.publish(event);
  await under.audit.restart({ now: () => startOf(0) });
  await under.audit.publish(event, signIn('bob'));
  expect(await under.audit.verify()).toMatchObject({ intact: true, events: 2 });
});

describe('retention', () => {
  test('takes whole months out; the chain is still whole, and goes on', async () => {
    await threeMonths(retaining(1));
    expect(await partitions()).toEqual([1, 0, -1, -2].map(nameOf));
    expect(await under.audit.verify()).toMatchObject({ intact: true, events: 30, removed: 10 });
    await under.audit.publish(signIn('after'));
    expect(await under.audit.verify()).toMatchObject({ intact: true, events: 31, removed: 10, fault: null });
    expect(await under.audit.logins({ text: 'user 2' })).toEqual([]);
    expect(under.audit.errors).toEqual([]);
  });

  test('the chain goes on from the last seal when every entry has gone', async () => {
    await under.audit.restart({ now: () => startOf(5) });
    await under.audit.publish(signIn('alice'));
    await under.audit.restart({ now: () => startOf(0), ...retaining(1) });
    await under.audit.stop();
    await under.audit.start({ now: () => startOf(0) });
    expect(await under.audit.list({})).toEqual({ entries: [], next: null });
    await under.audit.publish(signIn('bob'));
    expect((await under.audit.list({})).entries).toMatchObject([{ sequence: 2 }]);
    expect(await under.audit.verify()).toMatchObject({ intact: true, events: 2, removed: 1 });
  });

  test('keeps the table beside the trail unless it is to be dropped', async () => {
    await threeMonths(retaining(1, false));
    expect(await partitions()).not.toContain(nameOf(2));
    const { rows } = await under.audit.admin.query<{ count: number }>(`SELECT count(*)::int FROM audit.${nameOf(2)}`);
    expect(rows).toEqual([{ count: 10 }]);
  });

  test('removes nothing from a trail that is not intact', async () => {
    await threeMonths();
    await under.audit.admin.query(`UPDATE audit.event SET event = jsonb_set(event, '{service}', '"x"') WHERE sequence = 15`);
    await under.audit.restart({ now: () => startOf(0), ...retaining(1) });
    await under.audit.stop();
    expect(under.audit.errors).toMatchObject([{ name: 'TrailNotIntact' }]);
    expect(await partitions()).toContain(nameOf(2));
  });

  test('keeps what still has to be forwarded', async () => {
    await threeMonths();
    await under.audit.admin.query(`UPDATE audit.forwarding SET settings = '{"host":"192.0.2.1","port":6514,"transport":"tls","authority":null,"facility":13}', forwarded = 9`);
    const run = async (): Promise<void> => under.audit.restart({ now: () => startOf(0), ...retaining(1) });
    await run();
    await under.audit.stop();
    expect(await partitions()).toContain(nameOf(2));
    await under.audit.admin.query('UPDATE audit.forwarding SET forwarded = 10');
    await run();
    await under.audit.stop();
    expect(await partitions()).not.toContain(nameOf(2));
  });

  test('only the retention role takes a segment out, and only one that was ordered to go', async () => {
    await threeMonths();
    const detach = `SELECT audit.detach_segment('${nameOf(2)}')`;
    for (const role of ['countersign_audit', 'countersign_auth', 'countersign_token_admin', 'countersign_token_admin_owner']) {
      await expect(under.audit.as(role, async (client) => client.query(detach))).rejects.toMatchObject({ code: '42501' });
    }
    await under.audit.as('countersign_audit_retention', async (client) => {
      await expect(client.query(detach)).rejects.toMatchObject({ code: '55000' });
      await expect(client.query(`SELECT audit.drop_segment('${nameOf(2)}')`)).rejects.toMatchObject({ code: '55000' });
      await expect(client.query(`SELECT audit.detach_segment('event_2026_01; DROP TABLE audit.event')`)).rejects.toMatchObject({ code: '55000' });
      for (const statement of ['SELECT * FROM audit.event', `DROP TABLE audit.${nameOf(2)}`, 'DELETE FROM audit.segment', 'INSERT INTO audit.segment_removal DEFAULT VALUES']) {
        await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' });
      }
    });
    expect(await under.audit.verify()).toMatchObject({ intact: true });
  });
});

describe('verify finds', () => {
  test.each<readonly [AuditFault, () => string, number]>([
    ['segment-missing', () => `ALTER TABLE audit.event DETACH PARTITION audit.${nameOf(2)}`, 1],
    ['segment-missing', () => `ALTER TABLE audit.event DETACH PARTITION audit.${nameOf(1)}`, 11],
    ['segment-missing', () => `DROP TABLE audit.${nameOf(1)}`, 11],
    ['gap', () => `DELETE FROM audit.segment WHERE first_sequence = 1; ALTER TABLE audit.event DETACH PARTITION audit.${nameOf(2)}`, 11],
    ['segment-forged', () => `UPDATE audit.segment SET last_sequence = 9 WHERE first_sequence = 1`, 1],
    ['segment-forged', () => `INSERT INTO audit.segment_removal VALUES ('${nameOf(2)}', now(), '\\x00'); ALTER TABLE audit.event DETACH PARTITION audit.${nameOf(2)}`, 1],
    ['segment-forged', () => `INSERT INTO audit.segment_removal SELECT name, now(), signature FROM audit.segment WHERE first_sequence = 1`, 1],
    ['changed', () => `UPDATE audit.event SET event = jsonb_set(event, '{result}', '"accepted-not"') WHERE sequence = 12`, 12],
    ['gap', () => 'DELETE FROM audit.event WHERE sequence = 12', 13],
    ['segment-missing', () => 'DELETE FROM audit.event WHERE sequence <= 10', 1],
    ['cut-tail', () => 'DELETE FROM audit.event WHERE sequence > 20', 30],
    ['out-of-order', () => `UPDATE audit.event SET sequence = -1 WHERE sequence = 30`, -1],
  ])('%s', async (kind, tamper, sequence) => {
    await threeMonths();
    await under.audit.admin.query(tamper());
    expect(await under.audit.verify()).toMatchObject({ intact: false, fault: { kind, sequence } });
  });

  test('entries put back where a segment was removed', async () => {
    await threeMonths(retaining(1, false));
    await under.audit.admin.query(`INSERT INTO audit.event (sequence, recorded_at, id, at, event, digest) SELECT sequence, now(), id, at, event, digest FROM audit.${nameOf(2)} WHERE sequence = 5`);
    expect(await under.audit.verify()).toMatchObject({ intact: false, fault: { kind: 'out-of-order', sequence: 5 } });
  });

  test('a removed segment whose seal was exchanged for that of another trail', async () => {
    await threeMonths(retaining(1));
    await under.audit.admin.query(`UPDATE audit.segment SET digest = sha256('x') WHERE name = '${nameOf(2)}'`);
    expect(await under.audit.verify()).toMatchObject({ intact: false, fault: { kind: 'segment-forged', sequence: 1 } });
  });
});
