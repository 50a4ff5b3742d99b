/** Ready is a server that answers RADIUS, and not before. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { PacketCode } from '@countersign/radius';
import { type TestProcess, disposeAfterEach, freeUdpPort } from '@countersign/testing';
import { addPeople, addSite } from '../harness/people.ts';
import { RadiusClient } from '../harness/radius-client.ts';
import { StandaloneProcess, launchStandalone } from '../harness/standalone-process.ts';

const SECRET = 'readiness-secret';
const client = new RadiusClient(SECRET);
const keep = disposeAfterEach();

async function freeTcpAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => { server.close(resolve); });
  return `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

/** What /health/ready answered while the process ran, until it said ready; it is asked as soon as anybody listens. */
async function readinessUntil(http: string, child: TestProcess): Promise<number[]> {
  const seen: number[] = [];
  while (child.running && !seen.includes(200)) {
    const status = await fetch(`http://${http}/health/ready`).then(({ status: code }) => code, () => 0);
    if (status === 0) await new Promise((resolve) => { setTimeout(resolve, 5); });
    else seen.push(status);
  }
  return seen;
}

test('the first who sees it ready is answered over RADIUS; a start that fails at its RADIUS port was never ready', async () => {
  const first = await StandaloneProcess.start();
  const api = await first.api();
  const [person] = await addPeople(api, await addSite(api, { name: 'office', secret: SECRET }), { prefix: 'early', count: 1, usePin: false });
  await first[Symbol.asyncDispose]();

  const [http, radius] = [await freeTcpAddress(), await freeUdpPort()];
  const child = keep(await launchStandalone({ dataDir: first.dataDir, listen: { http, radius: `127.0.0.1:${radius}` } }));
  const seen = await readinessUntil(http, child);
  const reply = await client.askOnce(client.accessRequest(person?.login ?? '', person?.code(0) ?? ''), radius, 2500);
  expect(reply?.code).toBe(PacketCode.accessAccept);
  expect([new Set(seen.slice(0, -1)), seen.at(-1)]).toEqual([new Set([503]), 200]);
  await child.stop();

  const taken = createSocket('udp4').bind(0, '127.0.0.1');
  await once(taken, 'listening');
  const failing = keep(await launchStandalone({ dataDir: first.dataDir, listen: { http, radius: `127.0.0.1:${taken.address().port}` } }));
  const statuses = await readinessUntil(http, failing);
  taken.close();
  expect(await failing.ended).toMatchObject({ code: 1 });
  expect(new Set(statuses)).toEqual(new Set([503]));
});
