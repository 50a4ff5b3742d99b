/** 5,000 guesses at one user at the same time, from many sources, through two gateways on one port and two auths. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { AuditEvent } from '@countersign/contracts';
import { PacketCode } from '@countersign/radius';
import { type DistributedSystem, startSystem } from '../harness/distributed-system.ts';
import { type Person, addPeople, addSite } from '../harness/people.ts';
import { RadiusClient } from '../harness/radius-client.ts';
import { readTrail, trailOnceComplete } from '../harness/trail.ts';

const GUESSES = 5000;
const AT_ONCE = 500;
/** Nobody sends a guess again. */
const GUESS_MS = 4000;
/** Default of the setting: guesses at one user from all sources within an hour. */
const GUESS_LIMIT = 60;
const SECRET = 'guesses-secret';
const client = new RadiusClient(SECRET);
let system: DistributedSystem;
let person: Person;
let neighbour: Person;

beforeAll(async () => {
  system = await startSystem({ 'radius-gateway': 2, auth: 2, 'token-admin': 1, audit: 1 }, {}, { sharedPort: true });
  const siteId = await addSite(system.api, { name: 'Head office', secret: SECRET });
  const [first, second] = await addPeople(system.api, siteId, { prefix: 'code', count: 2, usePin: false });
  if (!first || !second) throw new Error('nobody was added');
  [person, neighbour] = [first, second];
});

afterAll(async () => system.stop());

test('at most the limit is evaluated, none is accepted, and a neighbour signs in meanwhile', async () => {
  const [port] = system.gateways;
  if (port === undefined) throw new Error('no gateway');
  const right = new Set(Array.from({ length: 60 }, (_, counter) => person.code(counter)));
  const wrong = Array.from({ length: GUESSES + right.size }, (_, index) => String(index * 191 % 1_000_000).padStart(6, '0')).filter((code) => !right.has(code)).slice(0, GUESSES);
  const remaining = wrong.entries();
  let accepted = 0;
  let neighbourReply: number | undefined;
  await Promise.all([
    ...Array.from({ length: AT_ONCE }, async () => {
      for (const [index, code] of remaining) {
        const packet = client.accessRequest(person.login, code, { callingStation: `198.51.100.${index % 200}` });
        if ((await client.askOnce(packet, port, GUESS_MS))?.code === PacketCode.accessAccept) accepted += 1;
      }
    }),
    (async () => {
      neighbourReply = (await client.ask(client.accessRequest(neighbour.login, neighbour.code(0)), port))?.code;
    })(),
  ]);
  expect(accepted).toBe(0);
  expect(neighbourReply).toBe(PacketCode.accessAccept);
  const resultsOf = (events: readonly AuditEvent[], { login }: Person): string[] => events.filter(({ kind, user }) => kind === 'sign-in' && user?.login === login).map(({ result }) => result);
  // Records of a crowd wait, the oldest leave first: this one's come last, but for what the other auth has just taken along.
  await client.ask(client.accessRequest(neighbour.login, neighbour.code(1)), port);
  await trailOnceComplete(system.api, (events) => resultsOf(events, neighbour).filter((result) => result === 'accepted').length === 2);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const results = resultsOf(await readTrail(system.api), person);
  const evaluated = results.filter((result) => result === 'wrong-tokencode' || result === 'wrong-password');
  expect(evaluated.length).toBeGreaterThan(0);
  expect(evaluated.length).toBeLessThanOrEqual(GUESS_LIMIT);
  expect(results).toContain('too-many-guesses');
}, 300_000);
