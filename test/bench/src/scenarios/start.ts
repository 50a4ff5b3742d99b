import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Bench } from '../bench.ts';
import { shareMegabytesBelow, residentMegabytesOf } from '../measure/process-times.ts';
import { median, rounded } from '../report/report.ts';
import type { Scenario } from './scenario.ts';

const REST_MS = 5_000;
const WARM_GOAL_SECONDS = 3;
const LOCAL = '127.0.0.1:0';

interface Round {
  readonly coldSeconds: number;
  readonly warmSeconds: number;
  readonly serverMegabytes: number;
  readonly postgresMegabytes: number;
}

/** `npm start` without its check for what is missing: an empty folder, then the same folder again. */
export const start: Scenario = {
  name: 'start',
  summary: 'cold and warm start of standalone until it is ready, and its memory at rest',
  run: async (bench) => {
    const rounds: Round[] = [];
    for (let round = 1; round <= bench.options.rounds; round += 1) rounds.push(await measure(bench, round));
    const of = (figure: keyof Round): number => median(rounds.map((round) => round[figure]));
    return {
      scenario: 'start', measurements: rounds,
      tables: [{
        title: 'standalone (medians of the rounds)', columns: ['', 'figure'],
        rows: [
          ['cold start (database made), s', rounded(of('coldSeconds'))], ['warm start, s', rounded(of('warmSeconds'))],
          ['memory at rest, server, MB', rounded(of('serverMegabytes'))], ['memory at rest, PostgreSQL (shared pages counted once), MB', rounded(of('postgresMegabytes'))],
        ],
      }],
      charts: [{ title: 'Standalone start', unit: 's', bars: [{ label: 'cold', value: of('coldSeconds'), ours: true }, { label: 'warm', value: of('warmSeconds'), ours: true }] }],
      goals: [{ figure: 'warm start of standalone, s', measured: of('warmSeconds'), comparison: '≤', goal: WARM_GOAL_SECONDS }],
    };
  },
};

async function measure({ folder, log }: Bench, round: number): Promise<Round> {
  const dataDir = path.join(folder, `start-${round}`);
  const cold = await startServer(dataDir);
  await stop(cold.child);
  const warm = await startServer(dataDir);
  await new Promise((resolve) => setTimeout(resolve, REST_MS));
  const pid = warm.child.pid ?? 0;
  const memory = { serverMegabytes: residentMegabytesOf(pid), postgresMegabytes: shareMegabytesBelow(pid) };
  await stop(warm.child);
  log(`round ${round}: cold ${rounded(cold.seconds)} s, warm ${rounded(warm.seconds)} s`);
  return { coldSeconds: cold.seconds, warmSeconds: warm.seconds, ...memory };
}

async function startServer(dataDir: string): Promise<{ child: ChildProcess; seconds: number }> {
  const root = path.resolve(import.meta.dirname, '../../../..');
  const entry = path.join(root, 'deploy/standalone/dist/main.js');
  const begin = performance.now();
  const child = spawn(process.execPath, ['--import', path.join(root, 'scripts/own-source-maps.mjs'), entry, '--data', dataDir, '--http', LOCAL, '--radius', LOCAL, '--accounting', LOCAL], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('Ready')) {
      child.stdout.resume();
      return { child, seconds: (performance.now() - begin) / 1000 };
    }
  }
  throw new Error('standalone ended before it was ready');
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
