/**
 * Two replicas of everything; people sign in, with retransmissions to both gateways and thieves who type the same code,
 * while replicas are killed with -9 again and again. Longer with COUNTERSIGN_E2E_SECONDS and COUNTERSIGN_E2E_USERS.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as adminApi from '@countersign/contracts/admin-api';
import type { AuditEvent } from '@countersign/contracts';
import { PacketCode } from '@countersign/radius';
import { seededRandom } from '@countersign/testing';
import { type Attempt, signInAgainAndAgain } from '../harness/busy-person.ts';
import { type DistributedSystem, killAgainAndAgain, startSystem } from '../harness/distributed-system.ts';
import { type Person, addPeople, addSite } from '../harness/people.ts';
import { RadiusClient } from '../harness/radius-client.ts';
import { requestKeysOf } from '../harness/request-keys.ts';
import { trailOnceComplete } from '../harness/trail.ts';

const SECONDS = Number(process.env['COUNTERSIGN_E2E_SECONDS'] ?? 12);
const USERS = Number(process.env['COUNTERSIGN_E2E_USERS'] ?? 120);
/** How much longer than that a busy machine may need until everybody has signed in. */
const LATER_MS = 120_000;
const SECRET = 'killed-replicas-secret';
const SEED = Number(process.env['COUNTERSIGN_E2E_SEED'] ?? Date.now() % 1_000_000);

const seeded = seededRandom(SEED);
const random = (): number => seeded.next();
let system: DistributedSystem;
const attempts: Attempt[] = [];
let trail: AuditEvent[] = [];
let isOver = false;
let requestKeyOf: (packet: Buffer) => string;
const acceptedAttempts = (): Attempt[] => attempts.filter(({ replies }) => replies.some(({ code }) => code === PacketCode.accessAccept));

beforeAll(async () => {
  system = await startSystem({ 'radius-gateway': 2, auth: 2, 'token-admin': 2, audit: 2 });
  const siteId = await addSite(system.api, { name: 'Head office', secret: SECRET });
  const withPin = Math.ceil(USERS / 5);
  const groups: [Person[], boolean][] = [
    [await addPeople(system.api, siteId, { prefix: 'code', count: USERS - withPin, usePin: false }), false],
    [await addPeople(system.api, siteId, { prefix: 'pin', count: withPin, usePin: true }), true],
  ];
  const hosts = await system.api.call(adminApi.listAgentHosts, { query: {} });
  requestKeyOf = await requestKeysOf(system.dataDir, hosts.items[0]?.id ?? '');

  const client = new RadiusClient(SECRET);
  const signIns = Promise.all(groups.flatMap(([people, usePin]) => people.map((person) => signInAgainAndAgain(person, {
    client, usePin, random, gateways: system.gateways, isOver: () => isOver, record: (attempt) => attempts.push(attempt),
  }))));
  const until = (async () => {
    await pause(SECONDS * 1000);
    // A busy machine gets there later.
    for (let waited = 0; waited < LATER_MS && acceptedAttempts().length <= USERS; waited += 100) await pause(100);
  })();
  const kills = await killAgainAndAgain(system, { random: seeded, until, pauseMs: () => 300 + random() * 1200 });
  isOver = true;
  await signIns;
  const answered = attempts.filter(({ replies }) => replies.length > 0);
  process.stderr.write(`seed ${SEED}: ${kills} kills, ${attempts.length} packets, ${answered.length} answered\n`);
  const wanted = new Set(answered.map(({ packet }) => requestKeyOf(packet)));
  trail = await trailOnceComplete(system.api, (events) => {
    const keys = new Set(events.map(({ requestKey }) => requestKey));
    return [...wanted].every((key) => keys.has(key));
  });
}, (SECONDS + 290) * 1000);

afterAll(async () => {
  isOver = true;
  await system.stop();
});

test('people did sign in meanwhile', () => {
  expect(acceptedAttempts().length).toBeGreaterThan(USERS);
});

test('no request is answered in two ways', () => {
  const different = attempts.filter(({ replies }) => new Set(replies.map(({ bytes }) => bytes)).size > 1);
  expect(different.map(({ login, replies }) => ({ login, replies }))).toEqual([]);
});

test('no code is accepted twice', () => {
  const accepted = attempts.filter(({ code, replies }) => code !== undefined && replies.some((reply) => reply.code === PacketCode.accessAccept));
  const uses = Map.groupBy(accepted, ({ login, code }) => `${login} ${code}`);
  expect([...uses].filter(([, packets]) => packets.length > 1).map(([use]) => use)).toEqual([]);
});

test('every answered sign-in is in the trail once, with the result that was answered', () => {
  const outcomes: Readonly<Record<number, string>> = { [PacketCode.accessAccept]: 'accept', [PacketCode.accessChallenge]: 'challenge', [PacketCode.accessReject]: 'refuse' };
  const events = Map.groupBy(trail.filter(({ kind }) => kind === 'sign-in'), ({ requestKey }) => requestKey ?? '');
  const wrong = attempts.flatMap(({ login, packet, replies: [reply] }) => {
    if (!reply) return [];
    const recorded = events.get(requestKeyOf(packet)) ?? [];
    const answered = outcomes[reply.code];
    return recorded.length === 1 && outcomeOf(recorded[0]) === answered ? [] : [{ login, answered, recorded: recorded.map(({ result }) => result) }];
  });
  expect(wrong).toEqual([]);
});

test('the chain is intact', async () => {
  expect(await system.api.call(adminApi.verifyAudit, {})).toMatchObject({ intact: true, fault: null });
});

function outcomeOf(event: AuditEvent | undefined): string {
  if (event?.result.startsWith('challenge-')) return 'challenge';
  return event?.result === 'accepted' || event?.result === 'new-pin-set' ? 'accept' : 'refuse';
}
