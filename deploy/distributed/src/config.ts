import path from 'node:path';
import { parseArgs } from 'node:util';
import { readUrlFile } from '@countersign/persistence';
import { z } from 'zod';
import { ConfigError } from './config-error.ts';
import { type ServiceName, serviceNames } from './services.ts';
import { type ServiceSettings, readSettingsFile } from './settings-file.ts';

/** Settings of the distributed start: flags after `--`, or COUNTERSIGN_* variables; a flag wins. */
export interface DistributedConfig {
  readonly dataDir: string;
  readonly replicas: Readonly<Record<ServiceName, number>>;
  /** All gateways on one port (SO_REUSEPORT) instead of ports of their own. */
  readonly sharedPort: boolean;
  readonly http: Listen;
  readonly radius: Listen;
  readonly accounting: Listen;
  /** Servers that run already; own ones are started where none is given. NATS is always an own one: its keys are made here. */
  readonly databaseUrl?: string | undefined;
  readonly redisUrl?: string | undefined;
  /** Settings for all replicas of a service, by variable name: docs/settings.md. */
  readonly settings?: ServiceSettings | undefined;
}

export interface Listen {
  readonly host: string;
  readonly port: number;
}

const defaults = {
  data: 'data/distributed', http: '127.0.0.1:8080', radius: '0.0.0.0:1812', accounting: '0.0.0.0:1813',
  replicas: '', 'database-url': '', 'database-url-file': '', 'redis-url': '', 'redis-url-file': '', settings: '',
} as const;
type Setting = keyof typeof defaults;

const options = {
  ...Object.fromEntries(Object.keys(defaults).map((name) => [name, { type: 'string' }] as const)),
  'shared-port': { type: 'boolean' },
} as const;

/** Most replicas of one service that one start may make. */
const MOST_REPLICAS = 16;

/** Reads and checks the settings; an unknown flag is an error. @throws ConfigError */
export function readConfig(args: readonly string[], environment: NodeJS.ProcessEnv, folder: string): DistributedConfig {
  const flags = parse(args);
  const setting = (name: Setting): string => {
    const flag = flags[name];
    return typeof flag === 'string' ? flag : environment[variable(name)] ?? defaults[name];
  };
  const url = (name: 'database-url' | 'redis-url'): string | undefined => {
    const file = setting(`${name}-file`);
    if (file !== '' && setting(name) !== '') throw new ConfigError(`--${name} and --${name}-file say the same: leave one of them out`);
    return file === '' ? setting(name) || undefined : contentOf(path.resolve(folder, file), `--${name}-file`);
  };
  return {
    dataDir: path.resolve(folder, setting('data')),
    replicas: replicas(setting('replicas')),
    sharedPort: flags['shared-port'] === true || environment['COUNTERSIGN_SHARED_PORT'] === 'yes',
    http: listen('http', setting('http')),
    radius: listen('radius', setting('radius')),
    accounting: listen('accounting', setting('accounting')),
    databaseUrl: url('database-url'),
    redisUrl: url('redis-url'),
    settings: setting('settings') === '' ? undefined : readSettingsFile(path.resolve(folder, setting('settings'))),
  };
}

function contentOf(file: string, flag: string): string {
  try {
    return readUrlFile(file);
  } catch (error) {
    throw new ConfigError(`${flag}: ${error instanceof Error ? error.message : file}`);
  }
}

const variable = (name: string): string => `COUNTERSIGN_${name.replaceAll('-', '_').toUpperCase()}`;

function parse(args: readonly string[]): Readonly<Record<string, unknown>> {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new ConfigError(typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : 'unreadable flags');
  }
}

/** `radius-gateway=2,auth=2`; one replica of whatever is not named. */
function replicas(text: string): Record<ServiceName, number> {
  const counts: Record<ServiceName, number> = { 'radius-gateway': 1, auth: 1, 'token-admin': 1, audit: 1 };
  for (const part of text.split(',').filter((each) => each !== '')) {
    const [name = '', number = ''] = part.split('=');
    const service = serviceNames.find((each) => each === name.trim());
    const count = z.coerce.number().int().min(1).max(MOST_REPLICAS).safeParse(number);
    if (service === undefined) throw new ConfigError(`--replicas names "${name}"; there are ${serviceNames.join(', ')}`);
    if (!count.success) throw new ConfigError(`--replicas ${service}= takes 1 to ${MOST_REPLICAS}, not "${number}"`);
    counts[service] = count.data;
  }
  return counts;
}

function listen(name: string, text: string): Listen {
  const match = /^(?:\[(?<v6>[^\]]+)\]|(?<host>[^:]+)):(?<port>\d{1,5})$/.exec(text);
  const port = z.coerce.number().int().min(0).max(65_535).safeParse(match?.groups?.['port']);
  const host = match?.groups?.['v6'] ?? match?.groups?.['host'];
  if (host === undefined || !port.success) throw new ConfigError(`--${name} is HOST:PORT, not "${text}"`);
  return { host, port: port.data };
}
