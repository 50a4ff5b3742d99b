import { randomBytes, randomUUID } from 'node:crypto';
import { readFile, rm, writeFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { type AuditEvent, auditListContract, auditVerifyContract } from '@countersign/contracts';
import { DerivedPurposeKeys, createKeyring, exportPurposes } from '@countersign/crypto';
import { InProcessBus, InProcessStream } from '@countersign/messaging';
import { allRoles, bootstrapDatabase } from '@countersign/persistence';
import { privatePostgres } from '@countersign/testing';
import { createAuditService } from './index.ts';

const keys = new DerivedPurposeKeys(exportPurposes(createKeyring(randomBytes), ['audit-checkpoint']));
const passwords = Object.fromEntries(allRoles.map((role) => [role, 'secret']));
let server: Awaited<ReturnType<typeof privatePostgres>>;
let folder: string;
let bus: InProcessBus;
let stream: InProcessStream;
let service: { stop(): Promise<void> };
let admin: pg.Client;
let checkpointFile: string;

const urlOf = (name: string): string => server.url('postgres', { name, password: 'secret' });
const start = async (): Promise<void> => {
  bus = new InProcessBus(() => performance.now());
  stream = new InProcessStream();
  service = await createAuditService({
    bus, stream, keys, checkpointFile, databaseUrl: urlOf('countersign_audit'), migrationUrl: urlOf('countersign_audit_owner'),
    onError: (error) => { throw error; },
  });
};

beforeEach(async () => {
  server = await privatePostgres();
  folder = await mkdtemp(path.join(tmpdir(), 'countersign-audit-'));
  checkpointFile = path.join(folder, 'checkpoints');
  await bootstrapDatabase({ adminUrl: server.url('postgres'), passwords });
  admin = new pg.Client({ connectionString: server.url('postgres') });
  await admin.connect();
  await start();
});
afterEach(async () => {
  await service.stop();
  await admin.end();
  await server.stop();
  await rm(folder, { recursive: true });
});

function event(login: string): AuditEvent {
  return {
    id: randomUUID(), at: '2026-01-01T00:00:00.000Z', kind: 'sign-in', result: 'accepted', service: 'auth', site: null,
    user: { id: null, login }, agentHost: null, host: '192.0.2.1', object: null, requestKey: null, detail: { z: 1, a: null },
  };
}
const publish = (...events: AuditEvent[]): Promise<void> =>
  stream.publish('audit.v1.events.auth', randomUUID(), Buffer.from(JSON.stringify({ events })));
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
