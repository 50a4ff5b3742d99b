/** A database that does not answer – its host vanished, or it is frozen – and is back later: what the log says, and that nothing need be started again. */
import { readFile } from 'node:fs/promises';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as adminApi from '@countersign/contracts/admin-api';
import { PacketCode } from '@countersign/radius';
import { Doorway, type PrivatePostgres, disposeAfterEach, eventually, privatePostgres } from '@countersign/testing';
import { type Person, addPeople, addSite } from '../harness/people.ts';
import { RadiusClient } from '../harness/radius-client.ts';
import { StandaloneProcess } from '../harness/standalone-process.ts';

const SECRET = 'silent-database-secret';
const client = new RadiusClient(SECRET);
const keep = disposeAfterEach();
/** Short, so that the specs are: what counts is that each of them ends the wait. */
const env = {
  COUNTERSIGN_STATEMENT_TIMEOUT: '1000', COUNTERSIGN_ADMIN_STATEMENT_TIMEOUT: '2000', COUNTERSIGN_DATABASE_ANSWER_TIMEOUT: '500',
};
/** Long enough for every timeout to strike more than once. */
const SILENCE_MS = 4500;

let postgres: PrivatePostgres;
beforeAll(async () => {
  postgres = await privatePostgres();
});
afterAll(async () => postgres.stop());

const readiness = async ({ httpUrl }: StandaloneProcess): Promise<number> => (await fetch(new URL('/health/ready', httpUrl))).status;
const linesWith = (server: StandaloneProcess, words: RegExp): string[] => server.process.output.split('\n').filter((line) => words.test(line));

async function prepared(server: StandaloneProcess): Promise<Person> {
  const api = await server.api();
  const [person] = await addPeople(api, await addSite(api, { name: 'office', secret: SECRET }), { prefix: 'silent', count: 1, usePin: false });
  if (!person) throw new Error('nobody was made');
  expect((await client.ask(client.accessRequest(person.login, person.code(0)), server.radiusPort))?.code).toBe(PacketCode.accessAccept);
  return person;
}

async function silentWhile(server: StandaloneProcess, person: Person, silence: { begin: () => void; end: () => void }): Promise<void> {
  const before = server.process.output.split('\n').length;
  silence.begin();
  const quiet = new Promise((resolve) => { setTimeout(resolve, SILENCE_MS); });
  expect(await client.askOnce(client.accessRequest(person.login, person.code(1)), server.radiusPort, 1500)).toBeUndefined();
  await server.process.waitForLine(/^The database does not answer since \d{4}-\d\d-\d\dT\S+ \(noticed by .*auth.*\)\. Sign-ins get no answer/);
  expect(await readiness(server)).toBe(503);
  await quiet;
  silence.end();
  // One packet, sent again and again as a NAS does: its code is good once, and on a busy machine the answer takes its time.
  const again = Array.from({ length: 20 }, (_, index) => ({ atMs: index * 1500, port: server.radiusPort }));
  const [reply] = await client.exchange(client.accessRequest(person.login, person.code(2)), again, { timeoutMs: 30_000 });
  expect(reply?.code).toBe(PacketCode.accessAccept);
  await server.process.waitForLine(/^The database answers again, after \d+ s\.$/);
  await eventually(async () => { expect(await readiness(server)).toBe(200); });
  await eventually(async () => {
    const { items } = await (await server.api()).call(adminApi.listSites, {});
    expect(items).toHaveLength(2);
  });
  expect(linesWith(server, /does not answer/)).toHaveLength(1);
  // Each part that asked it failed several times. On a busy machine a connection may be slow before or after that, too.
  expect(server.process.output.split('\n').slice(before).filter((line) => !line.startsWith('The database ')).length).toBeLessThan(3);
}

describe('a host that vanished', () => {
  test('is given up on, said once, and used again when it is back', async () => {
    const { host } = new URL(postgres.url('postgres'));
    const door = keep(await Doorway.before(host, 0));
    const url = new URL(postgres.url('postgres'));
    url.host = door.address;
    const server = keep(await StandaloneProcess.start({ flags: ['--database-url', url.href], env }));
    const person = await prepared(server);
    await silentWhile(server, person, { begin: () => { door.mode = 'silent'; }, end: () => { door.mode = 'open'; } });
    await server.process.kill(); // an orderly end would wait for a long statement that was lost on the way
  });

  test('is named when the start needs it', async () => {
    const door = keep(await Doorway.before(new URL(postgres.url('postgres')).host, 0));
    door.mode = 'silent';
    const started = StandaloneProcess.start({ flags: ['--database-url', `postgres://somebody:hush@${door.address}/countersign`], env });
    await expect(started).rejects.toThrow(/The database 127\.0\.0\.1:\d+\/countersign does not answer\. Check --database-url/);
  });
});

describe('a PostgreSQL that is frozen', () => {
  test('is said once, and that it is back', async () => {
    const server = keep(await StandaloneProcess.start({ env }));
    const person = await prepared(server);
    const postmaster = Number((await readFile(path.join(server.dataDir, 'postgres/cluster/postmaster.pid'), 'utf8')).split('\n')[0]);
    let frozen: number[] = [];
    try {
      await silentWhile(server, person, {
        begin: () => { frozen = freeze(postmaster); },
        end: () => { thaw(frozen.splice(0)); },
      });
    } finally {
      thaw(frozen);
    }
  });
});

/** The postmaster first: afterwards there are no new ones. */
function freeze(postmaster: number): number[] {
  process.kill(postmaster, 'SIGSTOP');
  const pids = [postmaster, ...childrenOf(postmaster)];
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  return pids;
}

function thaw(pids: readonly number[]): void {
  for (const pid of pids) process.kill(pid, 'SIGCONT');
}

const childrenOf = (parent: number): number[] => readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => parentOf(pid) === parent);

/** Fourth field of /proc/PID/stat; the second, a name in brackets, may hold blanks. */
function parentOf(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')[1]);
  } catch {
    return 0; // it has just ended
  }
}
