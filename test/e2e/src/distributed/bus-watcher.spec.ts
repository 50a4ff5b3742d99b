/** Somebody holds the gateway's NATS key: what they can see and do on the bus of a running system. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PacketCode } from '@countersign/radius';
import { type NatsConnection, connect, nkeyAuthenticator } from '@nats-io/transport-node';
import { type DistributedSystem, startSystem } from '../harness/distributed-system.ts';
import { type Person, addPeople, addSite } from '../harness/people.ts';
import { RadiusClient } from '../harness/radius-client.ts';

const SECRET = 'bus-watcher-secret';
const client = new RadiusClient(SECRET);
let system: DistributedSystem;
let thief: NatsConnection;
let people: Person[];

beforeAll(async () => {
  system = await startSystem({ 'radius-gateway': 1, auth: 1, 'token-admin': 1, audit: 1 });
  people = await addPeople(system.api, await addSite(system.api, { name: 'Head office', secret: SECRET }), { prefix: 'code', count: 10, usePin: false });
  const seed = (await readFile(path.join(system.dataDir, 'nats-keys', 'radius-gateway-1'))).toString().trim();
  thief = await connect({
    servers: system.distributed.servers.natsUrl, authenticator: nkeyAuthenticator(Buffer.from(seed)), inboxPrefix: '_INBOX.radius-gateway.1',
  });
});

afterAll(async () => {
  await thief.close();
  await system.stop();
});

async function watch(subject: string, queue?: string): Promise<{ seen: string[]; refused: () => boolean }> {
  const seen: string[] = [];
  let refused = false;
  thief.subscribe(subject, {
    ...queue === undefined ? {} : { queue },
    callback: (error, message) => {
      if (error) refused = true;
      else seen.push(`${message.subject} ${message.string()}`);
    },
  });
  await thief.flush();
  return { seen, refused: () => refused };
}

test('it can neither read a sign-in of others nor answer one', async () => {
  const subjects = [
    '>', 'auth.>', 'auth.v1.authenticate', 'audit.>', '_INBOX.>', '_INBOX.auth.>', '_INBOX.token-admin.>', '$JS.>', '$KV.>',
    'radius-gateway.v1.>', '$SYS.>',
  ];
  const watches = await Promise.all([...subjects.map(async (subject) => watch(subject)), watch('auth.v1.authenticate', 'auth')]);
  for (const { login, code } of people) {
    const reply = await client.ask(client.accessRequest(login, code(0)), system.gateways[0] ?? 0);
    expect(reply?.code).toBe(PacketCode.accessAccept);
  }
  expect(watches.flatMap(({ seen }) => seen)).toEqual([]);
  expect(watches.map(({ refused }) => refused())).not.toContain(false);
});

test('what it may hear, the replies to the gateway itself, holds no secret', async () => {
  const { seen } = await watch('_INBOX.radius-gateway.1.>');
  const person = people[0];
  const passcode = person?.code(1) ?? '';
  expect((await client.ask(client.accessRequest(person?.login ?? '', passcode), system.gateways[0] ?? 0))?.code).toBe(PacketCode.accessAccept);
  expect(seen.join('\n')).not.toContain(passcode);
});
