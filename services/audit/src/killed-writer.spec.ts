import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { type AuditEvent, auditEventSchema } from '@countersign/contracts';
import { privatePostgres } from '@countersign/testing';
import pg from 'pg';
import { z } from 'zod';
import { EventWriter } from './adapters/postgres/event-writer.ts';
import { Names } from './adapters/postgres/names.ts';
import { Partitions } from './adapters/postgres/partitions.ts';
import { auditUnderTest, signIn } from './fixtures/audit-under-test.ts';

const under = auditUnderTest(privatePostgres);
const program = path.join(import.meta.dirname, 'fixtures', 'append-until-killed.ts');
const KILLS = 5;

/** Runs the writer until it has committed so many batches and is in the middle of the next. @returns what it said */
async function killedAfter(batches: number, delayMs: number): Promise<string[]> {
  const child: ChildProcess = spawn(process.execPath,
    ['--experimental-transform-types', '--disable-warning=ExperimentalWarning', '--conditions=countersign-source', program, under.audit.urlOf('countersign_audit')],
    { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  // Its end is that of what it said, too: more may be on the way when it exits.
  const ended = new Promise<void>((resolve) => { child.once('close', () => resolve()); });
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const before = said.split('committed ').length - 1;
    said += text;
    if (before < batches && said.split('committed ').length - 1 >= batches) setTimeout(() => child.kill('SIGKILL'), delayMs);
  });
  await ended;
  return said.split('\n').slice(0, -1);
}

test('a writer killed at any moment leaves a whole chain: what it said was committed is there, and nothing twice', async () => {
  const began: AuditEvent[] = [];
  const committed: string[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    const lines = await killedAfter(2 + kill, kill);
    for (const line of lines) {
      if (line.startsWith('began ')) began.push(...z.array(auditEventSchema).parse(JSON.parse(line.slice('began '.length))));
      if (line.startsWith('committed ')) committed.push(...line.slice('committed '.length).split(' '));
    }
    expect(await under.audit.verify()).toMatchObject({ intact: true });
  }
  expect(committed.length).toBeGreaterThanOrEqual(KILLS * 2 * 50);
  const { rows } = await under.audit.admin.query<{ id: string }>('SELECT id FROM audit.event');
  const present = new Set(rows.map(({ id }) => id));
  expect(rows).toHaveLength(present.size);
  expect(committed.filter((id) => !present.has(id))).toEqual([]);

  // Nobody acknowledged what was under way: it comes again.
  for (let index = 0; index < began.length; index += 100) await under.audit.publish(...began.slice(index, index + 100));
  expect(await under.audit.verify()).toMatchObject({ intact: true, events: began.length });
});

test('writers of several replicas at once: one chain, every event once', async () => {
  const pools = Array.from({ length: 3 }, () => new pg.Pool({ connectionString: under.audit.urlOf('countersign_audit'), max: 3 }));
  const writers = pools.map((pool) => new EventWriter(pool, new Partitions(pool), new Names(), Date.now));
  const events = Array.from({ length: 300 }, (_, index) => signIn(`user-${index}`));
  // Each event is given to two of them.
  await Promise.all(writers.flatMap((writer, which) => Array.from({ length: 20 }, async (_, batch) =>
    writer.append(events.filter((__, index) => index % 3 !== which).slice(batch * 10, batch * 10 + 10)))));
  await Promise.all(pools.map(async (pool) => pool.end()));
  expect(await under.audit.verify()).toMatchObject({ intact: true, events: 300 });
});
