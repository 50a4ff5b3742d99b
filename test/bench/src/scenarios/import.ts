import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type PskcToken, writePskc } from '@countersign/token-files';
import type { Bench } from '../bench.ts';
import { copyOut, timedCopyIn } from '../measure/copy-through-file.ts';
import { peakMegabytesOf } from '../measure/process-times.ts';
import { type ScenarioReport, median, rounded, thousands } from '../report/report.ts';
import { AdminClient } from '../systems/admin-client.ts';
import { withClient } from '../systems/bench-database.ts';
import type { OurSystem } from '../systems/system.ts';
import type { Scenario } from './scenario.ts';

const SEED_BYTES = 20;
const PASSWORD = 'seed password of the benchmark';
const GOALS = { csv: 0.4, pskc: 0.15 };
const MEMORY_GOAL_MEGABYTES = 300;

type Source = 'csv' | 'pskc';
const TITLES: Readonly<Record<Source, string>> = { csv: 'OATH CSV', pskc: 'PSKC, encrypted under a password' };

interface Round {
  readonly copySeconds: number;
  readonly importSeconds: Readonly<Record<Source, number>>;
}

/** The admin API's import of a large file, beside a plain COPY of the rows that it leaves. */
export const importTokens: Scenario = {
  name: 'import',
  summary: '1,000,000 tokens (--tokens) from CSV and from password-encrypted PSKC, against a plain COPY of the same rows',
  run: async (bench) => {
    const files = await writeFiles(bench);
    const system = await bench.startOurs(bench.options.ways[0] ?? 'distributed');
    const rounds: Round[] = [];
    for (let round = 1; round <= bench.options.rounds; round += 1) {
      const csv = await timedImport(bench, system, 'csv', files.csv);
      const copySeconds = await timedCopy(bench, system);
      const pskc = await timedImport(bench, system, 'pskc', files.pskc);
      rounds.push({ copySeconds, importSeconds: { csv, pskc } });
      bench.log(`round ${round}: CSV ${rounded(csv)} s, PSKC ${rounded(pskc)} s, COPY ${rounded(copySeconds)} s`);
    }
    return reportOf(bench, rounds, peakOf(system));
  },
};

async function writeFiles(bench: Bench): Promise<Record<Source, string>> {
  const { folder, options: { tokens } } = bench;
  bench.log(`files with ${thousands(tokens)} tokens are written`);
  const files = { csv: path.join(folder, 'tokens.csv'), pskc: path.join(folder, 'tokens.xml') };
  await pipeline(Readable.from(csvLines(tokens)), createWriteStream(files.csv, { mode: 0o600 }));
  await pipeline(Readable.from(writePskc(records(tokens), { protection: { kind: 'password', password: PASSWORD }, randomBytes })),
    createWriteStream(files.pskc, { mode: 0o600 }));
  return files;
}

function* csvLines(count: number): Generator<string> {
  const LINES_PER_CHUNK = 500;
  let lines = '';
  for (let number = 0; number < count; number += 1) {
    lines += `${serialOf('CSV', number)},${randomBytes(SEED_BYTES).toString('hex')},TOTP,6,30\n`;
    if ((number + 1) % LINES_PER_CHUNK !== 0) continue;
    yield lines;
    lines = '';
  }
  yield lines;
}

function* records(count: number): Generator<PskcToken> {
  for (let number = 0; number < count; number += 1) {
    yield { serial: serialOf('XML', number), seed: randomBytes(SEED_BYTES), algorithm: 'totp', hash: 'sha1', digits: 6, period: 30 };
  }
}

const serialOf = (prefix: string, number: number): string => prefix + String(number).padStart(9, '0');

/** Seconds from the first byte to the report; the directory has no tokens before it. */
async function timedImport(bench: Bench, system: OurSystem, source: Source, file: string): Promise<number> {
  await withClient(system.adminUrl, (client) => client.query('TRUNCATE directory.token CASCADE'));
  const admin = await AdminClient.open(system.httpUrl, system.apiKeyFile);
  const start = performance.now();
  const report = await admin.importTokens({ site: system.siteId, ...source === 'pskc' && { password: PASSWORD } }, createReadStream(file, { highWaterMark: 1 << 18 }));
  const seconds = (performance.now() - start) / 1000;
  if (report.imported !== bench.options.tokens) throw new Error(`the import of ${source} took ${report.imported} tokens, refused ${report.refusedCount}`);
  return seconds;
}

async function timedCopy({ folder }: Bench, { adminUrl }: OurSystem): Promise<number> {
  const file = path.join(folder, 'tokens.copy');
  await copyOut(adminUrl, 'directory.token', file);
  return timedCopyIn(adminUrl, 'directory.token', file);
}

/** Megabytes of the process that imports. */
function peakOf(system: OurSystem): number {
  const pids = system.pids();
  return Math.max(0, ...(pids['token-admin'] ?? pids['standalone'] ?? []).map(peakMegabytesOf));
}

function reportOf({ options }: Bench, rounds: readonly Round[], peakMegabytes: number): ScenarioReport {
  const sources: readonly Source[] = ['csv', 'pskc'];
  const copy = median(rounds.map(({ copySeconds }) => copySeconds));
  const seconds = (source: Source): number => median(rounds.map(({ importSeconds }) => importSeconds[source]));
  const share = (source: Source): number => median(rounds.map(({ copySeconds, importSeconds }) => copySeconds / importSeconds[source]));
  const rate = (time: number): number => options.tokens / time;
  return {
    scenario: 'import', measurements: { rounds, peakMegabytes },
    tables: [{
      title: `${thousands(options.tokens)} tokens`, columns: ['', 'seconds', 'tokens/s', '× COPY'],
      rows: [
        ...sources.map((source) => [TITLES[source], rounded(seconds(source)), thousands(rate(seconds(source))), rounded(share(source))]),
        ['COPY of the same rows', rounded(copy), thousands(rate(copy)), '1'],
      ],
    }, { title: 'memory of the importing process at its peak', columns: ['', 'MB'], rows: [['token-admin', String(peakMegabytes)]] }],
    charts: [{
      title: 'Import', unit: 'tokens/s',
      bars: [...sources.map((source) => ({ label: TITLES[source], value: rate(seconds(source)), ours: true })), { label: 'COPY of the same rows', value: rate(copy), ours: false }],
    }],
    goals: [
      ...sources.map((source) => ({ figure: `${TITLES[source]}, × COPY`, measured: share(source), comparison: '≥' as const, goal: GOALS[source] })),
      { figure: 'memory of the importing process, MB', measured: peakMegabytes, comparison: '<', goal: MEMORY_GOAL_MEGABYTES },
    ],
  };
}
