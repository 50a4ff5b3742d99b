import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { ServeOptions } from '../options.ts';
import { loadDirectory } from '../people/load-directory.ts';
import { readUserFile } from '../people/read-user-file.ts';
import { startBenchDatabase } from '../systems/bench-database.ts';
import { startOurs } from '../systems/start-ours.ts';
import type { OurSystem } from '../systems/system.ts';

export interface ServeOutput {
  readonly print: (text: string) => void;
  readonly log: (line: string) => void;
}

/**
 * Starts ours as a benchmark does, with these users, for a generator that is not ours. Says where it is in one line of
 * JSON; stays until SIGINT or SIGTERM, then leaves nothing behind (but what it made in a given database).
 */
export async function serve(options: ServeOptions, { print, log }: ServeOutput): Promise<void> {
  const people = await readUserFile(options.usersFile);
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(path.join(options.dataDir, 'serve-'));
  const stops: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (const each of stops.splice(0).toReversed()) await each();
  };
  const stopped = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve()).once('SIGTERM', () => resolve());
  });
  try {
    const adminUrl = options.databaseUrl ?? await ownDatabase(folder, stops);
    const system = await startOurs(options.way, { dataDir: path.join(folder, options.way), adminUrl, profileDir: options.profileDir, log });
    stops.push(() => system.stop());
    log(`${system.way} runs; ${people.length} users are loaded`);
    await loadDirectory(system, { people: () => people, token: 'totp', usePin: false, passwordHash: null });
    print(`${JSON.stringify(announcement(system))}\n`);
    await stopped;
  } finally {
    await stop();
  }
}

async function ownDatabase(folder: string, stops: (() => Promise<unknown>)[]): Promise<string> {
  const database = await startBenchDatabase(folder);
  stops.push(() => database.stop());
  return database.create('countersign');
}

function announcement(system: OurSystem): Record<string, unknown> {
  const { target, httpUrl, apiKeyFile } = system;
  return { radius: `${target.address}:${target.port}`, secret: target.secret, http: httpUrl, apiKeyFile, pids: system.pids() };
}
