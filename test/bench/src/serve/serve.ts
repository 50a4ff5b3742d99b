import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { ServeOptions } from '../options.ts';
import { loadDirectory } from '../people/load-directory.ts';
import { readUserFile } from '../people/read-user-file.ts';
import { startBenchDatabase } from '../systems/bench-database.ts';
import { startOurs } from '../systems/start-ours.ts';
import type { OurSystem } from '../systems/system.ts';
import { worthTelling } from '../systems/worth-telling.ts';
import { claimGivenDatabase } from './given-database.ts';

export interface ServeOutput {
  readonly print: (text: string) => void;
  readonly log: (line: string) => void;
}

interface Database {
  readonly adminUrl: string;
  /** Of an own server. */
  readonly pids: readonly number[];
}

/**
 * Starts ours as a benchmark does, with these users, for a generator that is not ours. Says where it is in one line of
 * JSON; a child that dies is started again after a second. Stays until SIGINT or SIGTERM; then only what it made in a
 * given database remains, and the next `serve` on that database removes it.
 */
export async function serve(options: ServeOptions, { print, log }: ServeOutput): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    // Not once: where the whole group gets a signal, npm passes it on besides.
    process.on('SIGINT', () => resolve()).on('SIGTERM', () => resolve());
  });
  const people = await readUserFile(options.usersFile);
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(path.join(options.dataDir, 'serve-'));
  const stops: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    const { adminUrl, pids } = await (options.databaseUrl === undefined ? ownDatabase(folder, stops) : givenDatabase(options.databaseUrl));
    const system = await startOurs(options.way, {
      dataDir: path.join(folder, options.way), adminUrl, profileDir: options.profileDir,
      log: (line) => { if (worthTelling(line)) log(line); },
    });
    stops.push(() => system.stop());
    log(`${options.way} runs; ${people.length} users are being loaded`);
    await loadDirectory(system, { people: () => people, token: 'totp', usePin: false, passwordHash: null });
    print(`${JSON.stringify(announcement(system, pids))}\n`);
    await stopped;
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}

async function ownDatabase(folder: string, stops: (() => Promise<unknown>)[]): Promise<Database> {
  const database = await startBenchDatabase(folder);
  stops.push(() => database.stop());
  return { adminUrl: await database.create('countersign'), pids: [database.pid] };
}

async function givenDatabase(adminUrl: string): Promise<Database> {
  await claimGivenDatabase(adminUrl);
  return { adminUrl, pids: [] };
}

function announcement(system: OurSystem, postgres: readonly number[]): Record<string, unknown> {
  const { target, httpUrl, apiKeyFile } = system;
  return { radius: `${target.address}:${target.port}`, secret: target.secret, http: httpUrl, apiKeyFile, pids: { ...system.pids(), postgres } };
}
