import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';

/** Settings of the standalone way: flags after `--`, or COUNTERSIGN_* variables; a flag wins. */
export interface StandaloneConfig {
  readonly dataDir: string;
  readonly http: Listen;
  readonly radius: Listen;
  readonly accounting: Listen;
  /** An own PostgreSQL: a role that may create roles and schemas. */
  readonly databaseUrl: string | undefined;
  readonly demo: boolean;
}

export interface Listen {
  readonly host: string;
  readonly port: number;
}

export class ConfigError extends Error {}

const options = {
  data: { type: 'string' },
  http: { type: 'string' },
  radius: { type: 'string' },
  accounting: { type: 'string' },
  'database-url': { type: 'string' },
  demo: { type: 'boolean' },
} as const;

const known = new Set(['DATA', 'HTTP', 'RADIUS', 'ACCOUNTING', 'DATABASE_URL', 'DEMO'].map((name) => `COUNTERSIGN_${name}`));
/** Variables of the CLI, of tests and of the PostgreSQL launcher live beside ours. */
const foreign = /^COUNTERSIGN_(URL$|API_KEY_FILE$|TEST_|POSTGRES_AS$)/;

/** Reads and checks the settings; an unknown one is an error. @throws ConfigError */
export function readConfig(args: readonly string[], environment: NodeJS.ProcessEnv, folder: string): StandaloneConfig {
  const unknown = Object.keys(environment).find((name) => name.startsWith('COUNTERSIGN_') && !known.has(name) && !foreign.test(name));
  if (unknown !== undefined) throw new ConfigError(`unknown setting ${unknown}`);
  const flags = parse(args);
  const setting = (name: 'data' | 'http' | 'radius' | 'accounting' | 'database-url', standard: string): string =>
    flags[name] ?? environment[`COUNTERSIGN_${name.replace('-', '_').toUpperCase()}`] ?? standard;
  return {
    dataDir: path.resolve(folder, setting('data', 'data')),
    http: listen('http', setting('http', '127.0.0.1:8080')),
    radius: listen('radius', setting('radius', '0.0.0.0:1812')),
    accounting: listen('accounting', setting('accounting', '0.0.0.0:1813')),
    databaseUrl: setting('database-url', '') || undefined,
    demo: flags.demo ?? environment['COUNTERSIGN_DEMO'] === 'yes',
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new ConfigError(error instanceof Error ? error.message : 'unreadable flags');
  }
}

function listen(name: string, text: string): Listen {
  const match = /^(?:\[(?<v6>[^\]]+)\]|(?<host>[^:]+)):(?<port>\d{1,5})$/.exec(text);
  const port = z.coerce.number().int().min(0).max(65_535).safeParse(match?.groups?.['port']);
  const host = match?.groups?.['v6'] ?? match?.groups?.['host'];
  if (host === undefined || !port.success) throw new ConfigError(`--${name} is HOST:PORT, not "${text}"`);
  return { host, port: port.data };
}
