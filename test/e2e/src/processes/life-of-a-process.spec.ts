/** Each service as a process of its own on real servers: what it says, what it shows, to whom, how it waits and how it ends. */
import { createSocket } from 'node:dgram';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ServiceName, serviceNames } from '@countersign/distributed';
import { PacketCode } from '@countersign/radius';
import { eventually } from '@countersign/testing';
import { type DistributedSystem, startSystem } from '../harness/distributed-system.ts';
import { type Person, addPeople, addSite } from '../harness/people.ts';
import { RadiusClient } from '../harness/radius-client.ts';
import { BusWatcher } from './bus-watcher.ts';
import { Probe, readyLines } from './probe.ts';

const SECRET = 'life-of-a-process-secret';
const client = new RadiusClient(SECRET);
const probes = new Map<ServiceName, Probe>();
const probeOf = (service: ServiceName): Probe => must(probes.get(service));
let system: DistributedSystem;
let siteId: string;
let person: Person;

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('there should be one');
  return value;
}

beforeAll(async () => {
  system = await startSystem({ 'radius-gateway': 1, auth: 1, 'token-admin': 1, audit: 1 });
  for (const { service, healthUrl } of system.distributed.replicas()) probes.set(service, new Probe(new URL(healthUrl).host));
  siteId = await addSite(system.api, { name: 'Head office', secret: SECRET });
  person = must((await addPeople(system.api, siteId, { prefix: 'life', count: 1, usePin: false }))[0]);
});

afterAll(async () => system.stop());

const allReady = async (): Promise<void> => eventually(async () => {
  for (const service of serviceNames) expect(await probeOf(service).readiness()).toMatchObject({ status: 'ready' });
});

test('each says once that it is ready, and where', () => {
  const fields = (service: ServiceName) => {
    const [line, ...more] = readyLines(system.output, service);
    expect(more).toEqual([]);
    return line;
  };
  const somewhere = expect.stringMatching(/^127\.0\.0\.1:\d+$/);
  expect(fields('radius-gateway')).toMatchObject({ service: 'radius-gateway', replica: '1', radius: system.distributed.radius[0], accounting: system.distributed.accounting[0], health: somewhere });
  expect(fields('token-admin')).toMatchObject({ http: new URL(system.distributed.httpUrl).host });
  expect(fields('auth')).toMatchObject({ level: 'info', health: somewhere });
  expect(fields('audit')).toMatchObject({ health: somewhere });
});

describe('metrics', () => {
  test('every stage of a sign-in is counted where it happens', async () => {
    // Copies would be counted, too.
    const accept = await client.askOnce(client.accessRequest(person.login, person.code(0)), must(system.gateways[0]), 30_000);
    const reject = await client.askOnce(client.accessRequest(person.login, 'wrong'), must(system.gateways[0]), 30_000);
    expect([accept?.code, reject?.code]).toEqual([PacketCode.accessAccept, PacketCode.accessReject]);
    for (const stage of ['open', 'decide', 'transaction', 'load', 'commit', 'publish']) {
      expect([stage, await probeOf('auth').metric('countersign_auth_stage_seconds_count', { stage })]).toEqual([stage, expect.any(Number)]);
      await eventually(async () => expect(await probeOf('auth').metric('countersign_auth_stage_seconds_count', { stage })).toBeGreaterThan(0));
    }
    for (const stage of ['verify', 'auth', 'held']) {
      expect(await probeOf('radius-gateway').metric('countersign_gateway_stage_seconds_count', { stage })).toBeGreaterThan(0);
    }
    expect(await probeOf('auth').metric('countersign_auth_results_total', { result: 'accepted' })).toBe(1);
    expect(await probeOf('auth').metric('countersign_auth_answers_total', { outcome: 'refuse' })).toBe(1);
    expect(await probeOf('radius-gateway').metric('countersign_gateway_reply_seconds_count', { kind: 'accept' })).toBe(1);
    expect(await probeOf('radius-gateway').metric('countersign_gateway_received_total', { port: 'authentication' })).toBe(2);
    await eventually(async () => expect(await probeOf('audit').metric('countersign_audit_append_seconds_count')).toBeGreaterThan(0));
    expect(await probeOf('token-admin').metric('countersign_admin_request_seconds_count', { status: '2xx' })).toBeGreaterThan(0);
  });

  test('a drop is counted under its reason', async () => {
    const stranger = createSocket('udp4');
    stranger.send(Buffer.alloc(10), must(system.gateways[0]), '127.0.0.1');
    await eventually(async () =>
      expect(await probeOf('radius-gateway').metric('countersign_gateway_dropped_total', { reason: 'too-short' })).toBe(1));
    stranger.close();
    expect(await probeOf('radius-gateway').metric('countersign_gateway_dropped_total', { reason: 'other' })).toBeUndefined();
  });
});

describe('somebody who holds the gateway\'s NATS key', () => {
  let thief: BusWatcher;
  let people: Person[];
  beforeAll(async () => {
    people = await addPeople(system.api, siteId, { prefix: 'watched', count: 10, usePin: false });
    thief = await BusWatcher.of(system);
  });
  afterAll(async () => thief.close());

  const signIn = async ({ login, code }: Person, counter: number): Promise<number | undefined> =>
    (await client.ask(client.accessRequest(login, code(counter)), must(system.gateways[0])))?.code;

  test('can neither read a sign-in of others nor answer one', async () => {
    const subjects = [
      '>', 'auth.>', 'auth.v1.authenticate', 'audit.>', '_INBOX.>', '_INBOX.auth.>', '_INBOX.token-admin.>', '$JS.>', '$KV.>',
      'radius-gateway.v1.>', '$SYS.>',
    ];
    const watches = await Promise.all([...subjects.map(async (subject) => thief.watch(subject)), thief.watch('auth.v1.authenticate', 'auth')]);
    for (const each of people) expect(await signIn(each, 0)).toBe(PacketCode.accessAccept);
    expect(watches.flatMap(({ seen }) => seen)).toEqual([]);
    expect(watches.map(({ refused }) => refused())).not.toContain(false);
  });

  test('may hear the replies to the gateway itself, which hold no secret', async () => {
    const { seen } = await thief.watch('_INBOX.radius-gateway.1.>');
    const watched = must(people[0]);
    expect(await signIn(watched, 1)).toBe(PacketCode.accessAccept);
    expect(seen.join('\n')).not.toContain(watched.code(1));
  });
});

describe('readiness', () => {
  const servers = { nats: ['radius-gateway', 'auth', 'audit'], postgres: ['auth', 'token-admin', 'audit', 'radius-gateway'] } as const;

  test.each(['nats', 'postgres'] as const)('is gone with %s and comes back with it, without a restart', async (name) => {
    const pids = system.distributed.pids();
    const server = must(system.distributed.servers[name]);
    await server.stop();
    for (const service of servers[name]) {
      await eventually(async () => expect(await probeOf(service).readiness()).toMatchObject({ status: 'not-ready' }));
      expect(await probeOf(service).live()).toBe(200);
    }
    await server.restart();
    await allReady();
    expect(system.distributed.pids()).toEqual(pids);
  });

  test('of auth is not Redis\'s: it is reported', async () => {
    const redis = must(system.distributed.servers.redis);
    await redis.stop();
    await eventually(async () => expect(await probeOf('auth').readiness()).toMatchObject({ status: 'ready', checks: { 'state-store': 'down' } }));
    await redis.restart();
    await eventually(async () => expect(await probeOf('auth').readiness()).toMatchObject({ checks: { 'state-store': 'up' } }));
  });
});

test('asked to end each finishes its work and exits with 0', async () => {
  await Promise.all(serviceNames.map(async (service) => {
    const lines = readyLines(system.output, service).length;
    process.kill(must(system.distributed.pids()[service][0]), 'SIGTERM');
    await eventually(() => expect(system.output).toContain(`${service}-1: ended (exit code 0); started again in a second`));
    await eventually(() => expect(readyLines(system.output, service)).toHaveLength(lines + 1));
  }));
  await allReady();
});

test('a gateway that is asked to end sends the rejects that it holds', async () => {
  const request = client.accessRequest(person.login, 'wrong again');
  const lines = readyLines(system.output, 'radius-gateway').length;
  const decided = async (): Promise<number> => await probeOf('radius-gateway').metric('countersign_gateway_stage_seconds_count', { stage: 'auth' }) ?? 0;
  const before = await decided();
  const answer = client.askOnce(request, must(system.gateways[0]), 30_000);
  await eventually(async () => expect(await decided()).toBeGreaterThan(before)); // it is held for a second from when it came
  process.kill(must(system.distributed.pids()['radius-gateway'][0]), 'SIGTERM');
  expect((await answer)?.code).toBe(PacketCode.accessReject);
  await eventually(() => expect(readyLines(system.output, 'radius-gateway')).toHaveLength(lines + 1));
  await allReady();
});

test('with nothing there at the start each waits, is alive and not ready; then it is ready', async () => {
  const { nats, postgres, redis } = system.distributed.servers;
  const before = new Map(serviceNames.map((service) => [service, readyLines(system.output, service).length]));
  for (const server of [nats, must(postgres), must(redis)]) await server.stop();
  for (const service of serviceNames) process.kill(must(system.distributed.pids()[service][0]), 'SIGKILL');
  for (const service of serviceNames) {
    await eventually(async () => expect(await probeOf(service).live()).toBe(200));
    expect(await probeOf(service).readiness()).toMatchObject({ status: 'not-ready' });
  }
  const api = await fetch(`${system.distributed.httpUrl}/api/admin/v1/sites`, { headers: { authorization: `Bearer ${(await readFile(system.distributed.apiKeyFile, 'utf8')).trim()}` } });
  expect([api.status, await api.json()]).toMatchObject([503, { code: 'unavailable' }]);
  const pids = system.distributed.pids();
  for (const server of [must(redis), must(postgres), nats]) await server.restart();
  await allReady();
  for (const service of serviceNames) {
    await eventually(() => expect(readyLines(system.output, service)).toHaveLength(must(before.get(service)) + 1));
  }
  expect(system.distributed.pids()).toEqual(pids);
  const reply = await client.ask(client.accessRequest(person.login, person.code(3)), must(system.gateways[0]));
  expect(reply?.code).toBe(PacketCode.accessAccept);
});

test('nothing that was said in all this is secret', async () => {
  const { dataDir, output } = system;
  const text = output.join('\n');
  const files = ['database-passwords', 'redis-password', 'admin-api-key', 'key-encryption-key'];
  for (const folder of ['keys', 'nats-keys']) files.push(...(await readdir(path.join(dataDir, folder))).map((name) => path.join(folder, name)));
  expect(files.length).toBeGreaterThan(10);
  for (const file of files) {
    const secrets = (await readFile(path.join(dataDir, file), 'utf8')).match(/[A-Za-z0-9+/_=-]{20,}/g) ?? [];
    for (const secret of secrets.filter((word) => !word.startsWith('countersign_'))) expect([file, text.includes(secret)]).toEqual([file, false]);
  }
  expect(text).not.toContain(SECRET);
});
