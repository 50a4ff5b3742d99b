import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { PEER_VARIANTS, type PeerVariant } from './peer/variants.ts';
import { WAYS, type Way } from './systems/system.ts';

/** What a benchmark may be told on its command line. */
export interface BenchOptions {
  readonly scenarios: readonly string[];
  readonly ways: readonly Way[];
  readonly peers: readonly PeerVariant[];
  /** Of one run. */
  readonly seconds: number;
  /** How often each system has its turn at each load. */
  readonly rounds: number;
  /** For databases and everything else that is thrown away afterwards. On a real disk, or the figures mean little. */
  readonly dataDir: string;
  /** For JSON and SVG. */
  readonly outputDir: string;
  /** For CPU profiles of our processes. */
  readonly profileDir: string | undefined;
  /** How many tokens are imported. */
  readonly tokens: number;
  /** How many events are searched. */
  readonly events: number;
  /** How many users are many. */
  readonly users: number;
}

export interface ServeOptions {
  readonly way: Way;
  readonly usersFile: string;
  /** Of a role that may create roles and schemas, in a database of its own; an own server is started when absent. */
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  readonly profileDir: string | undefined;
}

export class UsageError extends Error {}

export const USAGE = `npm run bench -- [SCENARIO …] [options]
  --way distributed|standalone|both   ours (both)
  --peer all|same-work|none           FreeRADIUS in all its variants, in the one that does our work, or not at all (all)
  --seconds N                         of one run, 1 to 15 (8)
  --rounds N                          turns of each system at each load (2; without peer 1)
  --tokens N  --events N  --users N   sizes of import, audit and users (1000000, 10000000, 1000000)
  --output DIR                        for JSON and SVG (data/bench-results)
  --data DIR                          for databases, on a real disk (data/bench); removed afterwards
  --profile DIR                       for CPU profiles of our processes
npm run bench -- console [--users N]     lists and reports in Chromium; runs only when named
npm run bench -- serve --way distributed|standalone --users FILE [--database-url URL] [--data DIR] [--profile DIR]
  FILE has lines "login - BASE32SECRET" (TOTP, SHA-1, 6 digits, 30 seconds, no PIN)`;

/** A run must fit into a time step of 30 seconds, with the making of its requests. */
const MOST_SECONDS = 15;

const flags = {
  way: { type: 'string' }, peer: { type: 'string' }, seconds: { type: 'string' }, rounds: { type: 'string' },
  tokens: { type: 'string' }, events: { type: 'string' }, users: { type: 'string' },
  output: { type: 'string' }, data: { type: 'string' }, profile: { type: 'string' }, 'database-url': { type: 'string' },
} as const;

/**
 * @param standard scenarios that run unless some are named @param others run only when named
 * @throws UsageError
 */
export function readBenchOptions(args: readonly string[], folder: string, standard: readonly string[], others: readonly string[] = []): BenchOptions {
  const { values, positionals } = parse(args);
  const known = [...standard, ...others];
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UsageError(`there is no scenario "${unknown}"; there are ${known.join(', ')}`);
  const way = oneOf('way', values.way ?? 'both', [...WAYS, 'both']);
  const peer = oneOf('peer', values.peer ?? 'all', ['all', 'same-work', 'none']);
  const peers = PEER_VARIANTS.filter((each) => peer === 'all' || peer === each);
  return {
    scenarios: positionals.length === 0 ? standard : positionals,
    ways: WAYS.filter((each) => way === 'both' || way === each),
    peers,
    seconds: number('seconds', values.seconds, 8, MOST_SECONDS),
    rounds: number('rounds', values.rounds, peers.length === 0 ? 1 : 2, 100),
    tokens: number('tokens', values.tokens, 1_000_000, 10_000_000),
    events: number('events', values.events, 10_000_000, 100_000_000),
    users: number('users', values.users, 1_000_000, 10_000_000),
    dataDir: path.resolve(folder, values.data ?? 'data/bench'),
    outputDir: path.resolve(folder, values.output ?? 'data/bench-results'),
    profileDir: values.profile === undefined ? undefined : path.resolve(folder, values.profile),
  };
}

/** @throws UsageError */
export function readServeOptions(args: readonly string[], folder: string): ServeOptions {
  const { values } = parse(args);
  if (values.users === undefined) throw new UsageError('serve needs --users FILE');
  return {
    way: oneOf('way', values.way ?? 'distributed', WAYS),
    usersFile: path.resolve(folder, values.users),
    databaseUrl: values['database-url'],
    dataDir: path.resolve(folder, values.data ?? 'data/bench'),
    profileDir: values.profile === undefined ? undefined : path.resolve(folder, values.profile),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: flags, strict: true, allowPositionals: true });
  } catch (error) {
    throw new UsageError(String(typeof error === 'object' && error !== null && 'message' in error ? error.message : error));
  }
}

function oneOf<const T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw new UsageError(`--${name} is one of ${allowed.join(', ')}, not "${value}"`);
  return found;
}

function number(name: string, value: string | undefined, standard: number, most: number): number {
  if (value === undefined) return standard;
  const parsed = z.coerce.number().int().min(1).max(most).safeParse(value);
  if (!parsed.success) throw new UsageError(`--${name} is a number from 1 to ${most}, not "${value}"`);
  return parsed.data;
}
