import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { StandaloneConfig } from '@countersign/standalone';
import { z } from 'zod';
import { nextMessage } from '../load/next-message.ts';
import type { OurSystemOptions, RunningWay } from './system.ts';

/** What the process says when it serves. */
const standaloneReadySchema = z.object({
  httpUrl: z.string(), apiKeyFile: z.string(), radius: z.object({ address: z.string(), port: z.int() }),
});
export type StandaloneReady = z.infer<typeof standaloneReadySchema>;

const SOURCE_MAPS = path.resolve(import.meta.dirname, '../../../../scripts/own-source-maps.mjs');
/** How long a killed process stays dead. */
const RESTART_AFTER_MS = 1_000;
const LOCAL = { host: '127.0.0.1', port: 0 };

/** Every service in one process, started as `npm start` does, on the benchmark's database. Started again when it dies. */
export async function startStandaloneWay({ dataDir, adminUrl, profileDir, log }: OurSystemOptions): Promise<RunningWay> {
  let config: StandaloneConfig = { dataDir, databaseUrl: adminUrl, demo: false, http: LOCAL, radius: LOCAL, accounting: LOCAL };
  let child: ChildProcess | undefined;
  let restart: NodeJS.Timeout | undefined;
  let stopping = false;

  const launch = async (): Promise<StandaloneReady> => {
    const script = path.join(import.meta.dirname, `standalone-process${path.extname(import.meta.filename)}`);
    const started = fork(script, [JSON.stringify(config)], { execArgv: execArgv(profileDir) });
    child = started;
    started.once('exit', () => {
      child = undefined;
      if (stopping) return;
      log('standalone ended; started again in a second');
      restart = setTimeout(() => void launch().catch((error: unknown) => log(String(error))), RESTART_AFTER_MS);
    });
    const ready = standaloneReadySchema.parse(await nextMessage(started, 'standalone'));
    // What comes back after a kill comes back where it was.
    config = { ...config, radius: { ...LOCAL, port: ready.radius.port }, http: { ...LOCAL, port: Number(new URL(ready.httpUrl).port) } };
    return ready;
  };

  const ready = await launch().catch((error: unknown) => {
    stopping = true;
    clearTimeout(restart);
    throw error;
  });
  return {
    ...ready,
    pids: () => ({ standalone: child?.pid === undefined ? [] : [child.pid] }),
    stop: async () => {
      stopping = true;
      clearTimeout(restart);
      if (!child) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function execArgv(profileDir: string | undefined): string[] {
  return ['--import', SOURCE_MAPS, ...profileDir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDir}`]];
}
