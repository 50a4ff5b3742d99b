import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readFile, rm, writeFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { type AuditEvent, auditListContract, auditVerifyContract } from '@countersign/contracts';
import { DerivedPurposeKeys, createKeyring, exportPurposes } from '@countersign/crypto';
import { InProcessBus, InProcessStream } from '@countersign/messaging';
import { type Metrics, createMetrics } from '@countersign/observability';
import { allRoles, bootstrapDatabase } from '@countersign/persistence';
import { privatePostgres } from '@countersign/testing';
import { MESSAGE_MOST_BYTES } from './application/read-message.ts';
import { createAuditService } from './index.ts';

const keys = new DerivedPurposeKeys(exportPurposes(createKeyring(randomBytes), ['audit-checkpoint']));
const passwords = Object.fromEntries(allRoles.map((role) => [role, 'secret']));
let server: Awaited<ReturnType<typeof privatePostgres>>;
let database = '';
let databases = 0;
let folder: string;
let bus: InProcessBus;
let stream: InProcessStream;
let service: { stop(): Promise<void> };
let admin: pg.Client;
let checkpointFile: string;
let metrics: Metrics;

const urlOf = (name: string): string => server.url(database, { name, password: 'secret' });
const start = async (): Promise<void> => {
  bus = new InProcessBus(() => performance.now());
  stream = new InProcessStream();
  metrics = createMetrics({ service: 'audit', replica: 'test' });
  service = await createAuditService({
    bus, stream, keys, metrics, checkpointFile, databaseUrl: urlOf('countersign_audit'), migrationUrl: urlOf('countersign_audit_owner'),
    onError: (error) => { throw error; },
  });
};

beforeAll(async () => {
  server = await privatePostgres();
}, 60_000);
afterAll(async () => server.stop());
beforeEach(async () => {
  database = `trail_${databases += 1}`;
  const superuser = new pg.Client({ connectionString: server.url('postgres') });
  await superuser.connect();
  await superuser.query(`CREATE DATABASE ${database}`);
  await superuser.end();
  folder = await mkdtemp(path.join(tmpdir(), 'countersign-audit-'));
  checkpointFile = path.join(folder, 'checkpoints');
  await bootstrapDatabase({ adminUrl: server.url(database), passwords });
  admin = new pg.Client({ connectionString: server.url(database) });
  await admin.connect();
  await start();
});
afterEach(async () => {
  await service.stop();
  await admin.end();
  await rm(folder, { recursive: true });
});

function event(login: string): AuditEvent {
  return {
    id: randomUUID(), at: '2026-01-01T00:00:00.000Z', kind: 'sign-in', result: 'accepted', service: 'auth', site: null,
    user: { id: null, login }, agentHost: null, host: '192.0.2.1', object: null, requestKey: null, detail: { z: 1, a: null },
  };
}
const publishBytes = (data: Uint8Array | string, id: string = randomUUID()): Promise<void> =>
  stream.publish('audit.v1.events.auth', id, Buffer.from(data));
const publish = (...events: AuditEvent[]): Promise<void> => publishBytes(JSON.stringify({ events }));
const verify = () => bus.request(auditVerifyContract, {}, { deadlineMs: 5000 });

test('events are chained once each, also when they are delivered again, and are found by filter', async () => {
  const events = Array.from({ length: 300 }, (_, index) => event(`user-${index % 3}`));
  await Promise.all(events.map((each) => publish(each)));
  await Promise.all(events.slice(0, 50).map((each) => publish(each, each)));
  expect(await verify()).toEqual({ intact: true, events: 300, checkpoints: 0, fault: null });
  const found = await bus.request(auditListContract, { filter: { user: 'USER-1' }, limit: 20 }, { deadlineMs: 5000 });
  expect(found.entries).toHaveLength(20);
  expect(found.entries.every(({ event: { user } }) => user?.login === 'user-1')).toBe(true);
  const rest = await bus.request(auditListContract, { filter: { user: 'user-1' }, limit: 100, before: found.next ?? 0 }, { deadlineMs: 5000 });
  expect(rest.entries).toHaveLength(80);
});

test('the runtime role may insert and never update, delete or truncate', async () => {
  await publish(event('alice'));
  const runtime = new pg.Client({ connectionString: urlOf('countersign_audit') });
  await runtime.connect();
  for (const statement of ['UPDATE audit.event SET event = event', 'DELETE FROM audit.event', 'TRUNCATE audit.event', 'DROP TABLE audit.event']) {
    await expect(runtime.query(statement)).rejects.toMatchObject({ code: '42501' });
  }
  await runtime.end();
});

test.each([
  ['changed', `UPDATE audit.event SET event = jsonb_set(event, '{result}', '"wrong-password"') WHERE sequence = 5`, 5],
  ['gap', 'DELETE FROM audit.event WHERE sequence = 5', 6],
  ['changed', `UPDATE audit.event SET sequence = CASE sequence WHEN 5 THEN -6 ELSE -5 END WHERE sequence IN (5, 6); UPDATE audit.event SET sequence = -sequence WHERE sequence < 0`, 5],
  ['cut-tail', 'DELETE FROM audit.event WHERE sequence > 7', 10],
] as const)('verify finds: %s', async (kind, tamper, sequence) => {
  await publish(...Array.from({ length: 10 }, (_, index) => event(`user-${index}`)));
  await service.stop();
  await start();
  expect((await verify()).intact).toBe(true);
  await admin.query(tamper);
  expect(await verify()).toMatchObject({ intact: false, fault: { kind, sequence } });
});

test('a forged checkpoint is found', async () => {
  await publish(event('alice'));
  await service.stop();
  await writeFile(checkpointFile, (await readFile(checkpointFile, 'utf8')).replace(/^1 /, '2 '));
  await start();
  expect(await verify()).toMatchObject({ intact: false, fault: { kind: 'checkpoint-forged' } });
});

describe('what comes on the stream and is no event', () => {
  const systemEvents = async () =>
    (await bus.request(auditListContract, { filter: { kind: 'system' }, limit: 100 }, { deadlineMs: 5000 })).entries.map(({ event: each }) => each);

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
    await publish(event('before'));
    await publishBytes(bytes, 'message-1');
    await publish(event('after'));
    const [recorded, ...more] = await systemEvents();
    expect(more).toEqual([]);
    expect(recorded).toMatchObject({
      result: 'event-unreadable', service: 'audit',
      detail: { reason, subject: 'audit.v1.events.auth', messageId: 'message-1', bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') },
    });
    expect(JSON.stringify(recorded)).not.toContain('c4n4ry');
    expect(await verify()).toMatchObject({ intact: true, events: 3 });
    expect(await metrics.text()).toContain(`countersign_audit_unreadable_total{reason="${reason}",service="audit",replica="test"} 1`);
  });

  test('one bad event among good ones: these are kept, in their order', async () => {
    const odd = { ...event('x'.repeat(300)), detail: { secret: 'c4n4ry' } };
    await publishBytes(JSON.stringify({ events: [event('first'), odd, { nothing: 'c4n4ry' }, event('last')] }));
    const { entries } = await bus.request(auditListContract, { filter: {}, limit: 10, after: 0 }, { deadlineMs: 5000 });
    expect(entries.map(({ event: each }) => each.user?.login ?? each.detail['reason'])).toEqual(['first', 'wrong-schema', 'wrong-schema', 'last']);
    expect(JSON.stringify(entries)).not.toContain('c4n4ry');
  });

  test('an event that the database refuses: its neighbours in the batch are unharmed', async () => {
    const refused = { ...event('nul'), detail: { text: 'c4n4ry \u0000' } };
    await publish(...Array.from({ length: 5 }, (_, index) => event(`before-${index}`)), refused, event('after'));
    expect(await systemEvents()).toMatchObject([{ detail: { reason: 'refused-by-database' } }]);
    expect(await verify()).toMatchObject({ intact: true, events: 7 });
  });

  test('delivered again it is known', async () => {
    await publishBytes('c4n4ry', 'one');
    await service.stop();
    await start();
    await publishBytes('c4n4ry', 'one');
    await publishBytes('c4n4ry', 'another');
    expect(await systemEvents()).toHaveLength(2);
  });
});
