/** A replica beside those of the version before, while token-admin has not made the views that this one reads. */
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readyContract, verifyAdministratorAad, verifyAdministratorContract } from '@countersign/contracts';
import { BusError, InProcessBus, InProcessStream, MemoryStateStore } from '@countersign/messaging';
import { HealthRegistry } from '@countersign/observability';
import { eventually, privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { createAuthService, type RunningService } from '../../create-auth-service.ts';
import { Cluster } from '../../fixtures/cluster.ts';

const now = (): number => performance.now();
const answered = { outcome: 'undecided', result: 'throttled', tokencodeNeeded: false, mustChangePassword: false, state: null } as const;
let server: PrivatePostgres;
let cluster: Cluster;
let bus: InProcessBus;
let service: RunningService | undefined;
let health: HealthRegistry;
let stream: InProcessStream;
const errors: unknown[] = [];

beforeEach(async () => {
  server = await privatePostgres();
  cluster = await Cluster.open((role) => server.url('postgres', role));
  bus = new InProcessBus(now, (error) => { errors.push(error); });
  stream = new InProcessStream();
  await stream.consume({ durable: 'audit', maxBatch: 100 }, async () => undefined);
  await cluster.admin.query('ALTER TABLE directory.auth_administrator_v1 RENAME TO not_yet');
});
afterEach(async () => {
  await service?.stop();
  await cluster.close();
  await server.stop();
  expect(errors.splice(0)).toEqual([]);
});

async function start(): Promise<void> {
  const urlOf = (name: string): string => server.url('postgres', { name, password: 'secret' });
  health = new HealthRegistry();
  service = await createAuthService({
    bus, stream, stateStore: new MemoryStateStore(now), keys: cluster.keys, now: Date.now, health, onError: (error) => { errors.push(error); },
    databaseUrl: urlOf('countersign_auth'), migrationUrl: urlOf('countersign_auth_owner'),
  });
  health.serving();
}

const makeView = async (): Promise<unknown> => cluster.admin.query('ALTER TABLE directory.not_yet RENAME TO auth_administrator_v1');
const ready = async (): Promise<unknown> => bus.request(readyContract, {}, { deadlineMs: 60_000 }).catch((error: unknown) => (error instanceof BusError ? error.code : error));

/** A sign-in at the console by a name that nobody has. */
async function signIn(): Promise<string> {
  const requestKey = randomBytes(16).toString('hex');
  const sealedSecret = cluster.keys.sealer('bus-credentials').seal(Buffer.from('a guess'), verifyAdministratorAad(requestKey)).toString('base64url');
  return (await bus.request(verifyAdministratorContract, {
    requestKey, sealedSecret, userId: null, login: 'nobody', factor: 'password', occasion: 'sign-in', requireToken: false, state: null, address: '192.0.2.9', source: '192.0.2.9',
  }, { deadlineMs: 60_000 })).result;
}

test('takes none of their sign-ins until the views are there, and is not ready', async () => {
  const former = await bus.serve(verifyAdministratorContract, async () => answered, { queue: 'auth' });
  await start();
  for (let turn = 0; turn < 4; turn += 1) expect(await signIn()).toBe('throttled');
  expect(await ready()).toBe('no-responder');
  await eventually(async () => expect(await health.ready()).toMatchObject({ status: 'not-ready', checks: { 'directory-views': 'down' } }));

  await makeView();
  await eventually(async () => expect(await health.ready()).toMatchObject({ status: 'ready' }));
  expect(await ready()).toEqual({ ready: true });
  await former.stop();
  expect(await signIn()).toBe('administrator-wrong-password');
});

test('that is ended while it waits takes none afterwards', async () => {
  await start();
  await service?.stop();
  service = undefined;
  await makeView();
  await expect(signIn()).rejects.toMatchObject({ code: 'no-responder' });
});
