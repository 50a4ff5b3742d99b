/**
 * Hostile packets over UDP, half of them correctly signed: the server stays up, its memory bounded, the neighbours in the
 * same burst signed in, and nothing is answered that does not prove the secret. `npm run hostile` sends a million.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as adminApi from '@countersign/contracts/admin-api';
import { PacketCode } from '@countersign/radius';
import { eventually, seededRandom } from '@countersign/testing';
import { type Person, addPeople, addSite } from '../harness/people.ts';
import { RadiusClient } from '../harness/radius-client.ts';
import { StandaloneProcess } from '../harness/standalone-process.ts';
import { readTrail } from '../harness/trail.ts';
import { HostilePackets } from './hostile-packets.ts';
import { HostileSockets } from './hostile-sockets.ts';
import { VICTIMS, VICTIM_PREFIX } from './hostile-text.ts';
import { Oracle } from './oracle.ts';

const PACKETS = Number(process.env['COUNTERSIGN_TEST_HOSTILE_PACKETS'] ?? 10_000);
const SEED = Number(process.env['COUNTERSIGN_TEST_HOSTILE_SEED'] ?? 1);
const SECRET = 'hostile-shared-secret';
/** So many leave at once, with one neighbour among them. */
const BURST = 100;
const NEIGHBOURS = 40;
/** A lost datagram is sent again, as a NAS does. */
const NEIGHBOUR_SCHEDULE_MS = [0, 1000, 3000, 5000];
/** Growth between the first tenth and the end. What is bounded: remembered replies, held rejects, batches in flight. */
const MEMORY_GROWTH_MB = 300;
const MS_PER_PACKET = 5;
const [FORGED_SOURCES, LISTED_DROPS, LINES_PER_MINUTE] = [600, 200, 60];

let server: StandaloneProcess;
let people: Person[];

beforeAll(async () => {
  server = await StandaloneProcess.start();
  const api = await server.api();
  const siteId = await addSite(api, { name: 'office', secret: SECRET });
  people = await addPeople(api, siteId, { prefix: 'neighbour', count: NEIGHBOURS, usePin: false });
  await addPeople(api, siteId, { prefix: VICTIM_PREFIX, count: VICTIMS, usePin: false });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

async function residentMb(): Promise<number> {
  const status = await readFile(`/proc/${server.process.pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

test(`${PACKETS} packets (seed ${SEED})`, async () => {
  const [oracle, random] = [new Oracle(SECRET), seededRandom(SEED)];
  const packets = new HostilePackets(random, oracle, new Oracle('the wrong secret'));
  const sockets = await HostileSockets.open({ authentication: server.radiusPort, accounting: server.accountingPort }, oracle);
  const client = new RadiusClient(SECRET);
  const schedule = NEIGHBOUR_SCHEDULE_MS.map((atMs) => ({ atMs, port: server.radiusPort }));
  const said = server.process.output;
  const counters = new Map<Person, number>();
  const [refused, memory]: [string[], number[]] = [[], []];

  for (let burst = 0; burst * BURST < PACKETS; burst += 1) {
    const person = people[burst % people.length];
    if (!person) throw new Error('there are no neighbours');
    const counter = counters.get(person) ?? 0;
    counters.set(person, counter + 1);
    const place = random.integer(BURST);
    let neighbour: ReturnType<RadiusClient['exchange']> | undefined;
    for (let index = 0; index < BURST; index += 1) {
      if (index === place) neighbour = client.exchange(client.accessRequest(person.login, person.code(counter)), schedule, { timeoutMs: 7000 });
      sockets.send(packets.next());
    }
    const [reply] = await neighbour ?? [];
    if (reply?.code !== PacketCode.accessAccept) refused.push(`burst ${burst}: ${person.login} got ${reply?.code ?? 'no answer'}`);
    memory.push(await residentMb());
    if (burst % 1000 === 999) process.stderr.write(`${(burst + 1) * BURST} packets, ${Math.round(memory.at(-1) ?? 0)} MB\n`);
  }
  await new Promise((resolve) => setTimeout(resolve, 3000)); // held rejects, and answers that must not come
  await sockets.close();

  const early = Math.max(...memory.slice(0, Math.ceil(memory.length / 10)));
  process.stderr.write(`${sockets.sent} packets, ${sockets.provenSent} of them with a proven secret; answers ${JSON.stringify(Object.fromEntries(sockets.answers))}; `
    + `memory ${Math.round(early)} MB at first, ${Math.round(Math.max(...memory))} MB at most, ${Math.round(await residentMb())} MB in the end\n`);
  expect(server.process.running).toBe(true);
  expect(server.process.output).toBe(said);
  expect(refused).toEqual([]);
  expect(sockets.forbidden.map((datagram) => datagram.toString('hex'))).toEqual([]);
  expect(sockets.strays.map((datagram) => datagram.toString('hex'))).toEqual([]);
  expect(sockets.answers.get(PacketCode.accessAccept) ?? 0).toBeLessThanOrEqual(sockets.statusSent); // nobody else is let in
  expect(sockets.provenSent).toBeGreaterThan(PACKETS / 5);
  expect(Math.max(...memory)).toBeLessThan(early + MEMORY_GROWTH_MB);
  expect(await (await server.api()).call(adminApi.verifyAudit, {})).toMatchObject({ intact: true, fault: null });
}, 120_000 + PACKETS * MS_PER_PACKET);

test('forged sources get no answer, do not hide an agent host among the recent drops, and do not fill the trail', async () => {
  const api = await server.api();
  const wrong = new RadiusClient('the wrong secret');
  expect(await wrong.askOnce(wrong.accessRequest('anybody', 'x'), server.radiusPort, 500)).toBeUndefined();
  const packet = wrong.accessRequest('anybody', 'x');
  const answers: Buffer[] = [];
  for (let index = 0; index < FORGED_SOURCES; index += 1) {
    const socket = createSocket('udp4').bind(0, `127.9.${index >> 8}.${index & 255}`);
    await once(socket, 'listening');
    socket.on('message', (datagram) => answers.push(datagram));
    await new Promise((resolve) => { socket.send(packet, server.radiusPort, '127.0.0.1', resolve); });
    socket.close();
  }
  await eventually(async () => {
    const { replicas: [gateway] } = await api.call(adminApi.listDrops, {});
    expect(gateway?.drops.length).toBeLessThanOrEqual(LISTED_DROPS);
    expect(gateway?.drops.filter(({ reason }) => reason === 'unknown-source').length).toBeGreaterThan(LISTED_DROPS / 2);
    expect(gateway?.drops).toContainEqual(expect.objectContaining({ source: '127.0.0.1', reason: 'message-authenticator-wrong', agentHost: 'office VPN' }));
  });
  expect(answers).toEqual([]);
  const lines = (await readTrail(api)).filter(({ kind, result }) => kind === 'drop' && result === 'unknown-agent-host');
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.length).toBeLessThanOrEqual(LINES_PER_MINUTE * 2); // two minutes may have begun
});
