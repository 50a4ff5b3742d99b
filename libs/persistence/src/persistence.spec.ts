import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type MigrationInterface, type QueryRunner } from 'typeorm';
import pg from 'pg';
import { eventually, privatePostgres } from '@countersign/testing';
import { OtherInstallationError, OutboxRelay, MESSAGE_MAXIMUM_BYTES, allRoles, bootstrapDatabase, createPool, newTimeOrderedId, isBadData, isRetryable, isUnavailable, migrate, messagesOf, serviceRoles } from './index.ts';

class Outbox1 implements MigrationInterface {
  readonly name = 'Outbox1764000000000';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE authn.outbox (id uuid PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(), events jsonb NOT NULL);
      GRANT SELECT, INSERT, UPDATE, DELETE ON authn.outbox TO countersign_auth`);
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE authn.outbox');
  }
}

const passwords = Object.fromEntries(allRoles.map((role) => [role, `password of ${role} with / and @`]));
let server: Awaited<ReturnType<typeof privatePostgres>>;
const pools: pg.Pool[] = [];

beforeEach(async () => {
  server = await privatePostgres();
  await bootstrapDatabase({ adminUrl: server.url('postgres'), passwords });
});
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.end()));
  await server.stop();
});

const urlOf = (role: string): string => server.url('postgres', { name: role, password: passwords[role] ?? '' });
const poolOf = (role: string): pg.Pool => {
  const pool = createPool(urlOf(role), { max: 4, applicationName: 'test', statementTimeoutMs: 5000 });
  pools.push(pool);
  return pool;
};
const migrateAuth = (): Promise<void> => migrate({ url: urlOf(serviceRoles.auth.owner), schema: 'authn', migrations: [Outbox1] });
const failureOf = async (work: Promise<unknown>): Promise<unknown> => work.then(() => undefined, (error: unknown) => error);

test('bootstrap may be run again and by several at once', async () => {
  await Promise.all(Array.from({ length: 4 }, () => bootstrapDatabase({ adminUrl: server.url('postgres'), passwords })));
  const changed = { ...passwords, countersign_auth: 'another' };
  await bootstrapDatabase({ adminUrl: server.url('postgres'), passwords: changed });
  expect(await failureOf(poolOf('countersign_auth').query('SELECT 1'))).toMatchObject({ code: '28P01' });
});

test('the roles of another installation are left as they are', async () => {
  const adminUrl = server.url('postgres');
  await bootstrapDatabase({ adminUrl, passwords, installation: 'aa'.repeat(16) });
  const others = Object.fromEntries(allRoles.map((role) => [role, 'another']));
  await expect(bootstrapDatabase({ adminUrl, passwords: others, installation: 'bb'.repeat(16) })).rejects.toThrow(OtherInstallationError);
  expect((await poolOf('countersign_auth').query<{ one: number }>('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  // Its own passwords may get lost.
  await bootstrapDatabase({ adminUrl, passwords: others, installation: 'aa'.repeat(16) });
  expect(await failureOf(poolOf('countersign_auth').query('SELECT 1'))).toMatchObject({ code: '28P01' });
});

test('two starters migrate once', async () => {
  await Promise.all([migrateAuth(), migrateAuth(), migrateAuth()]);
  const { rows } = await poolOf(serviceRoles.auth.owner).query('SELECT name FROM authn.migrations');
  expect(rows).toEqual([{ name: 'Outbox1764000000000' }]);
});

test('a runtime role neither defines tables nor sees another schema', async () => {
  await migrateAuth();
  const auth = poolOf('countersign_auth');
  await auth.query(`INSERT INTO authn.outbox (id, events) VALUES (gen_random_uuid(), '[]')`);
  for (const statement of ['CREATE TABLE authn.x (a int)', 'CREATE TABLE public.x (a int)', 'CREATE TABLE audit.x (a int)', 'DROP TABLE authn.outbox']) {
    expect(await failureOf(auth.query(statement))).toMatchObject({ code: expect.stringMatching(/^42501$/) });
  }
  expect(await failureOf(poolOf('countersign_audit').query('SELECT * FROM authn.outbox'))).toMatchObject({ code: '42501' });
});

describe('what an error means', () => {
  test('bad data, a deadlock, nobody there', async () => {
    const pool = poolOf('countersign_auth');
    const bad = await failureOf(pool.query(`SELECT 'x'::int`));
    expect([isBadData(bad), isRetryable(bad), isUnavailable(bad)]).toEqual([true, false, false]);
    expect(isRetryable({ code: '40P01' })).toBe(true);
    await server.stop();
    const gone = await failureOf(pool.query('SELECT 1'));
    expect([isBadData(gone), isRetryable(gone), isUnavailable(gone)]).toEqual([false, false, true]);
  });
});

const eventsOf = (messages: readonly Uint8Array[]): unknown[] =>
  messages.flatMap((message) => (JSON.parse(Buffer.from(message).toString()) as { events: unknown[] }).events);

describe('the outbox relay', () => {
  const insert = (pool: pg.Pool, events: unknown[]): Promise<unknown> =>
    pool.query('INSERT INTO authn.outbox (id, events) VALUES ($1, $2)', [newTimeOrderedId(), JSON.stringify(events)]);

  test('two relays publish every event and delete what was acknowledged; a failed publish is repeated', async () => {
    await migrateAuth();
    const pool = poolOf('countersign_auth');
    for (let index = 0; index < 100; index += 1) await insert(pool, [{ index }]);
    const published = new Map<string, string>();
    let failures = 20;
    const publish = async (_subject: string, id: string, data: Uint8Array): Promise<void> => {
      failures -= 1;
      if (failures > 0) throw new Error('the stream is away');
      published.set(id, Buffer.from(data).toString('utf8'));
    };
    const relays = [1, 2].map(() => new OutboxRelay({ pool, schema: 'authn', subject: 's', publish, pollMs: 10, rowsPerTurn: 7 }));
    for (const relay of relays) relay.start();
    await eventually(async () => expect((await pool.query('SELECT count(*)::int AS count FROM authn.outbox')).rows).toEqual([{ count: 0 }]));
    await Promise.all(relays.map((relay) => relay.stop()));
    const events = [...published.values()].flatMap((message) => (JSON.parse(message) as { events: { index: number }[] }).events);
    expect(events.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });

  test('a long row is cut at 384 KiB between events', () => {
    const events = Array.from({ length: 100 }, (_, index) => ({ index, filler: 'ä'.repeat(5000) }));
    const messages = messagesOf([JSON.stringify(events)]);
    expect(messages.length).toBeGreaterThan(2);
    expect(messages.every(({ length }) => length <= MESSAGE_MAXIMUM_BYTES)).toBe(true);
    expect(eventsOf(messages)).toEqual(events);
  });

  test('rows of any size: every event, in order, in messages that are as few as their sizes allow', () => {
    fc.assert(fc.property(fc.array(fc.array(fc.tuple(fc.string({ maxLength: 5, unit: 'binary' }), fc.nat(90_000)), { maxLength: 6 }), { maxLength: 20 }), (sizes) => {
      const rows = sizes.map((row) => row.map(([text, filler]) => ({ text, filler: 'x'.repeat(filler) })));
      const texts = rows.map((row) => JSON.stringify(row));
      const messages = messagesOf(texts);
      expect(eventsOf(messages)).toEqual(rows.flat());
      expect(messages.every(({ length }) => length <= MESSAGE_MAXIMUM_BYTES)).toBe(true);
      if (texts.some(({ length }) => length > MESSAGE_MAXIMUM_BYTES / 2)) return; // one of them may be split, and shares no message
      const together = messages.slice(1).map(({ length }, index) => length + (messages[index]?.length ?? 0));
      expect(together.filter((bytes) => bytes < 60 * 1024)).toEqual([]);
    }));
  });

  test('a busy second of small rows leaves in a few messages', () => {
    const rows = Array.from({ length: 300 }, (_, index) => JSON.stringify([{ index, filler: 'x'.repeat(700) }]));
    const messages = messagesOf(rows);
    expect(messages.length).toBeLessThanOrEqual(4);
    expect(eventsOf(messages)).toHaveLength(300);
  });
});
