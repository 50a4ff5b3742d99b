/**
 * NATS, Redis and PostgreSQL are stopped and started again under a running system: what it answers meanwhile, and that
 * it recovers without a restart. Each outage lasts COUNTERSIGN_E2E_OUTAGE_SECONDS.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Distributed } from '@countersign/distributed';
import * as adminApi from '@countersign/contracts/admin-api';
import { PacketCode } from '@countersign/radius';
import { eventually } from '@countersign/testing';
import { type DistributedSystem, startSystem } from '../harness/distributed-system.ts';
import { type Person, addPeople, addSite } from '../harness/people.ts';
import { RadiusClient, type RadiusReply } from '../harness/radius-client.ts';
import { trailOnceComplete } from '../harness/trail.ts';

const OUTAGE_MS = Number(process.env['COUNTERSIGN_E2E_OUTAGE_SECONDS'] ?? 3) * 1000;
const SECRET = 'outages-secret';
const client = new RadiusClient(SECRET);
let system: DistributedSystem;
let gateway: number;
let pids: ReturnType<Distributed['pids']>;
let people: Person[];
let pinPeople: Person[];

beforeAll(async () => {
  system = await startSystem({ 'radius-gateway': 1, auth: 2, 'token-admin': 1, audit: 1 });
  gateway = system.gateways[0] ?? 0;
  const siteId = await addSite(system.api, { name: 'Head office', secret: SECRET });
  people = await addPeople(system.api, siteId, { prefix: 'code', count: 5, usePin: false });
  pinPeople = await addPeople(system.api, siteId, { prefix: 'pin', count: 2, usePin: true });
  pids = system.distributed.pids();
});

afterEach(() => {
  // Nothing was started again: what recovered did so by itself.
  expect(system.distributed.pids()).toEqual(pids);
});

afterAll(async () => system.stop());

/**
 * Signs in with the person's next code until it is answered. As a device does, it sends the same packet again: the first
 * one may have been accepted although its answer came too late.
 */
async function signInOnceBack({ login, code }: Person, counter: number): Promise<RadiusReply | undefined> {
  const packet = client.accessRequest(login, code(counter));
  let reply: RadiusReply | undefined;
  await eventually(async () => {
    reply = await client.askOnce(packet, gateway, 1000);
    expect(reply).toBeDefined();
  });
  return reply;
}

const outage = async (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, OUTAGE_MS); });

describe.each(['nats', 'postgres'] as const)('%s is stopped', (name) => {
  test('no answer, so that the NAS asks elsewhere; afterwards sign-ins are answered and recorded again', async () => {
    const person = must(people.pop());
    expect((await client.ask(client.accessRequest(person.login, person.code(0)), gateway))?.code).toBe(PacketCode.accessAccept);
    const server = must(system.distributed.servers[name]);
    await server.stop();
    const [meanwhile] = await Promise.all([client.askOnce(client.accessRequest(person.login, person.code(1)), gateway, Math.max(OUTAGE_MS, 3000)), outage()]);
    await server.restart();
    expect(meanwhile).toBeUndefined();
    expect((await signInOnceBack(person, 2))?.code).toBe(PacketCode.accessAccept);
    const accepted = (events: readonly { result: string; user: { login: string } | null }[]): number =>
      events.filter(({ result, user }) => result === 'accepted' && user?.login === person.login).length;
    const trail = await trailOnceComplete(system.api, (events) => accepted(events) >= 2);
    expect(accepted(trail)).toBe(2);
    expect(await system.api.call(adminApi.verifyAudit, {})).toMatchObject({ intact: true });
  }, 300_000 + 2 * OUTAGE_MS);
});

describe('Redis is stopped', () => {
  test('sign-ins without a challenge go on; one that needs a challenge is rejected and burns nothing', async () => {
    const [plain, withPin] = [must(people.pop()), must(pinPeople.pop())];
    const redis = must(system.distributed.servers.redis);
    await redis.stop();
    const accepted = await client.askOnce(client.accessRequest(plain.login, plain.code(0)), gateway);
    const refused = await client.askOnce(client.accessRequest(withPin.login, withPin.code(0)), gateway);
    await outage();
    await redis.restart();
    expect(accepted?.code).toBe(PacketCode.accessAccept);
    expect(refused?.code).toBe(PacketCode.accessReject);
    const trail = await trailOnceComplete(system.api, (events) => events.some(({ user, kind }) => kind === 'sign-in' && user?.login === withPin.login));
    expect(trail.filter(({ user, kind }) => kind === 'sign-in' && user?.login === withPin.login).map(({ result }) => result)).toEqual(['state-store-unavailable']);

    let challenge: RadiusReply | undefined;
    await eventually(async () => {
      challenge = await client.ask(client.accessRequest(withPin.login, withPin.code(0)), gateway);
      expect(challenge?.code).toBe(PacketCode.accessChallenge);
    });
    const ended = await client.ask(client.accessRequest(withPin.login, '2468', { state: challenge?.state }), gateway);
    expect(ended).toMatchObject({ code: PacketCode.accessAccept, message: 'PASSCODE Accept' });
  }, 300_000 + 2 * OUTAGE_MS);
});

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('missing');
  return value;
}
