/**
 * The process beside a test run: it holds the run's folder and its shared servers, and outlives Jest by
 * a moment. Standard input is the cord: when Jest closes it, or dies in whatever way, everything ends.
 * Its first line of output is the run (run.ts); what tests left running is reported on standard error.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { killProcessesOf } from './leftovers.ts';
import type { TestRun } from './run.ts';
import { SharedServers } from './shared-servers.ts';

/** Enough to recognise a program by. */
const LONGEST_COMMAND = 120;

const say = (line: string): void => { process.stderr.write(`${line}\n`); };

const folder = await realpath(await mkdtemp(join(tmpdir(), 'countersign-test-')));
const secret = randomBytes(16).toString('hex');
const run: TestRun = { host: '', folder, systemFolder: `/var/tmp/${basename(folder)}` };
const servers = new SharedServers(run, say);

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, given, ...question] = (request.url ?? '').split('/');
  if (given !== secret) {
    response.writeHead(404).end();
    return;
  }
  try {
    const body = JSON.stringify(await servers.answer(question.join('/')));
    response.writeHead(200).end(body);
  } catch (error) {
    response.writeHead(500).end(error instanceof Error ? error.message : String(error));
  }
}

const http = createServer((request, response) => {
  // Each question has a connection of its own: one that is kept is closed here just when a busy spec asks again.
  response.setHeader('connection', 'close');
  void answer(request, response);
});

let ending = false;
async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  http.close();
  http.closeAllConnections();
  await servers.end();
  for (const { pid, command } of await killProcessesOf(run)) say(`The tests left a process running: ${pid} ${command.slice(0, LONGEST_COMMAND)}`);
  for (const path of [run.folder, run.systemFolder]) await rm(path, { recursive: true, force: true, maxRetries: 3 });
  process.exit(0);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => { void end(); });
process.stdin.on('end', () => { void end(); });
process.stdin.on('error', () => { void end(); });
process.stdin.resume();

http.listen(0, '127.0.0.1', () => {
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  run.host = `http://127.0.0.1:${address.port}/${secret}`;
  process.stdout.write(`${JSON.stringify(run)}\n`);
});
