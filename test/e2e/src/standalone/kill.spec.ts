/** kill -9 under load: what was answered is in the trail and stays used up; what was not is as if it had never been. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditEvent } from '@countersign/contracts';
import * as adminApi from '@countersign/contracts/admin-api';
import { PacketCode } from '@countersign/radius';
import { seededRandom } from '@countersign/testing';
import { Client } from 'pg';
import { type Person, addPeople, addSite } from '../harness/people.ts';
import { processesIn } from '../harness/processes.ts';
import { RadiusClient } from '../harness/radius-client.ts';
import { StandaloneProcess } from '../harness/standalone-process.ts';
import { trailOnceComplete } from '../harness/trail.ts';

const SECRET = 'kill-shared-secret';
const PEOPLE = 30;
const ANSWERS_PER_ROUND = 40;
const IMPORTED = 30_000;
const client = new RadiusClient(SECRET);
const random = seededRandom(20_260_101);
/** A job that was killed stays as it is until its lease is ended, however long a start takes. */
const env = { COUNTERSIGN_JOB_LEASE: '600000' };

/** A sign-in that was answered before the kill: who, and with which code. */
interface Answered {
  readonly person: Person;
  readonly counter: number;
}

let server: StandaloneProcess;
let people: Person[];
/** The next code of each person that was never sent. */
const fresh = new Map<string, number>();
const accepted: Answered[] = [];

beforeAll(async () => {
  server = await StandaloneProcess.start({ env });
  const api = await server.api();
  people = await addPeople(api, await addSite(api, { name: 'office', secret: SECRET }), { prefix: 'busy', count: PEOPLE, usePin: false });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

/** Everybody signs in, one code after the other, until the kill; then one after the other gives up. */
async function load(until: { over: boolean }): Promise<void> {
  await Promise.all(people.map(async (person) => {
    while (!until.over) {
      const counter = fresh.get(person.login) ?? 0;
      fresh.set(person.login, counter + 1);
      const reply = await client.askOnce(client.accessRequest(person.login, person.code(counter)), server.radiusPort, 1500);
      if (reply?.code === PacketCode.accessAccept) accepted.push({ person, counter });
    }
  }));
}

async function killDuringLoad(kill: () => void): Promise<void> {
  const before = accepted.length;
  const until = { over: false };
  const loaded = load(until);
  while (accepted.length < before + ANSWERS_PER_ROUND) await new Promise((resolve) => setTimeout(resolve, 5));
  await new Promise((resolve) => setTimeout(resolve, random.integer(50)));
  kill();
  until.over = true;
  await server.process.ended;
  await loaded;
  // At the same addresses: the NAS does not know that anything happened.
  server = await StandaloneProcess.start({ dataDir: server.dataDir, listen: server.listen, env });
}

/** Ten minutes without a sign of life, in a moment. */
async function endLease(jobId: string): Promise<void> {
  const folder = path.join(server.dataDir, 'postgres');
  const [, , , port] = (await readFile(path.join(folder, 'cluster/postmaster.pid'), 'utf8')).split('\n');
  const client = new Client({ host: '127.0.0.1', port: Number(port), user: 'postgres', database: 'postgres', password: (await readFile(path.join(folder, 'superuser-password'), 'utf8')).trim() });
  await client.connect();
  const { rowCount } = await client.query(`UPDATE directory.job SET lease_until = now() WHERE id = $1 AND lease_until > now()`, [jobId]);
  await client.end();
  expect(rowCount).toBe(1); // nobody had taken it before
}

function killEverything(): void {
  for (const pid of processesIn(server.dataDir)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended with its parent.
    }
  }
}

function answeredTo(login: string): number {
  return accepted.filter(({ person }) => person.login === login).length;
}

function acceptsPerLogin(events: readonly AuditEvent[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { kind, result, user } of events) {
    if (kind === 'sign-in' && result === 'accepted' && user) counts.set(user.login, (counts.get(user.login) ?? 0) + 1);
  }
  return counts;
}

describe.each([
  ['of node alone, whose PostgreSQL lives on', () => { server.process.signal('SIGKILL'); }],
  ['of node and PostgreSQL', killEverything],
])('kill -9 %s', (_, kill) => {
  test('loses no answered sign-in, takes no code twice, and the next start just works', async () => {
    await killDuringLoad(kill);
    await killDuringLoad(kill);

    const api = await server.api();
    // Accepts that were committed but not sent are in the trail, too: only a count per person says that all answered ones are.
    const areAllRecorded = (events: readonly AuditEvent[]): boolean => {
      const recorded = acceptsPerLogin(events);
      return people.every(({ login }) => (recorded.get(login) ?? 0) >= answeredTo(login));
    };
    const recorded = acceptsPerLogin(await trailOnceComplete(api, areAllRecorded));
    for (const person of people) {
      expect(recorded.get(person.login) ?? 0).toBeGreaterThanOrEqual(answeredTo(person.login));
      // An accept that was committed but not sent is recorded, too; each code at most once.
      expect(recorded.get(person.login) ?? 0).toBeLessThanOrEqual(fresh.get(person.login) ?? 0);
    }
    expect(await api.call(adminApi.verifyAudit, {})).toMatchObject({ intact: true, fault: null });

    const last = [...new Map(accepted.map((answer) => [answer.person, answer])).values()];
    const again = await Promise.all(last.map(async ({ person, counter }) => client.ask(client.accessRequest(person.login, person.code(counter)), server.radiusPort)));
    expect(again.map((reply) => reply?.code)).toEqual(last.map(() => PacketCode.accessReject));
  }, 300_000);
});

test('kill -9 in the middle of an import: the next start begins it anew, and everything is there once', async () => {
  const api = await server.api();
  const site = await api.call(adminApi.createSite, { body: { name: 'imported' } });
  const file = `login,group\n${Array.from({ length: IMPORTED }, (_, index) => `imported${index},Group ${index % 7}\n`).join('')}`;
  const { id } = await api.startUserImport({ site: site.id, makeGroups: true }, file);
  expect(await api.job(id, ({ done, endedAt }) => done > 0 || endedAt !== null)).toMatchObject({ state: 'running', attempt: 1 });
  killEverything();
  await server.process.ended;
  server = await StandaloneProcess.start({ dataDir: server.dataDir, listen: server.listen, env });
  const again = await server.api();
  expect(await again.call(adminApi.listUsers, { query: { site: site.id } })).toMatchObject({ items: [] });
  await endLease(id);
  expect(await again.job(id, ({ endedAt }) => endedAt !== null)).toMatchObject({ state: 'done', attempt: 2, counts: { created: IMPORTED, 'groups-made': 7, refused: 0 } });
  expect((await again.call(adminApi.listGroups, { query: { site: site.id } })).items).toHaveLength(7);
}, 300_000);
