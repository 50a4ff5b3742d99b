import path from 'node:path';
import { parseArgs } from 'node:util';
import { readUrlFile } from '@countersign/persistence/url-with-password';
import { z } from 'zod';
import { ConfigError } from './config-error.ts';
import { type Tuning, isTuningVariable, readTuning } from './tuning.ts';

/** Settings of the standalone way: flags after `--`, or COUNTERSIGN_* variables; a flag wins. */
export interface StandaloneConfig {
  readonly dataDir: string;
  readonly http: Listen;
  readonly radius: Listen;
  readonly accounting: Listen;
  /** An own PostgreSQL: a role that may create roles and schemas. */
  readonly databaseUrl: string | undefined;
  readonly demo: boolean;
  /** Undefined: the defaults. */
  readonly tuning?: Tuning | undefined;
}

/** Where to listen; port 0 lets the system pick one. */
export interface Listen {
  readonly host: string;
  readonly port: number;
}

export const USAGE = `npm start -- [flags]          each flag also as a variable: COUNTERSIGN_DATA, COUNTERSIGN_HTTP, …
  --data DIR                  keys and database (default ./data)
  --http HOST:PORT            console and admin API (default 127.0.0.1:8080)
  --radius HOST:PORT          RADIUS authentication (default 0.0.0.0:1812)
  --accounting HOST:PORT      RADIUS accounting (default 0.0.0.0:1813)
  --database-url URL          a PostgreSQL of yours instead of the one that comes along
  --database-url-file FILE    the same, in a file that only its owner can read: a password in a flag is seen by everybody
  --demo                      adds a site, a user, a token and an agent host for this computer
COUNTERSIGN_TLS_CERTIFICATE_FILE and COUNTERSIGN_TLS_KEY_FILE serve console and admin API over HTTPS.
Limits and rules have variables, too: docs/settings.md`;

const options = {
  data: { type: 'string' },
  http: { type: 'string' },
  radius: { type: 'string' },
  accounting: { type: 'string' },
  'database-url': { type: 'string' },
  'database-url-file': { type: 'string' },
  demo: { type: 'boolean' },
} as const;
type Name = keyof typeof options;

const names: readonly string[] = Object.keys(options);
const variableOf = (name: string): string => `COUNTERSIGN_${name.replaceAll('-', '_').toUpperCase()}`;
const variables: ReadonlySet<string> = new Set(names.map(variableOf));
/** Variables of the command line, of the tests and of the PostgreSQL launcher live beside ours. */
const foreign = /^COUNTERSIGN_(?:URL|API_KEY_FILE|POSTGRES_AS|TEST_.*)$/;

/** A setting's text and, for a complaint, where it comes from. */
interface Given {
  readonly text: string;
  readonly origin: string;
}

/**
 * Reads and checks the settings. An unknown one is an error: a typing mistake must not start a server elsewhere than
 * was meant.
 *
 * @param folder what a relative data folder is relative to
 * @throws ConfigError
 */
export function readConfig(args: readonly string[], environment: NodeJS.ProcessEnv, folder: string): StandaloneConfig {
  const unknown = Object.keys(environment).find((name) => name.startsWith('COUNTERSIGN_') && !variables.has(name) && !isTuningVariable(name) && !foreign.test(name));
  if (unknown !== undefined) throw new ConfigError(`The variable ${unknown} is unknown. There are ${[...variables].join(', ')}, and those for auth, radius-gateway and retention in docs/settings.md.`);
  const flags = parse(args);
  const given = (name: Exclude<Name, 'demo'>): Given | undefined => {
    const flag = flags[name];
    if (flag !== undefined) return { text: flag, origin: `--${name}` };
    const variable = variableOf(name);
    const text = environment[variable];
    return text === undefined || text === '' ? undefined : { text, origin: variable };
  };
  const tuning = readTuning(environment);
  const demo = flags.demo ?? readSwitch(variableOf('demo'), environment);
  if (demo && tuning.admin.COUNTERSIGN_TLS_CERTIFICATE_FILE !== undefined) throw new ConfigError('The demonstration is for this computer and goes without HTTPS: leave --demo or COUNTERSIGN_TLS_CERTIFICATE_FILE out.');
  return {
    dataDir: path.resolve(folder, readFolder(given('data'))),
    http: readListen(given('http'), { host: '127.0.0.1', port: 8080 }),
    radius: readListen(given('radius'), { host: '0.0.0.0', port: 1812 }),
    accounting: readListen(given('accounting'), { host: '0.0.0.0', port: 1813 }),
    databaseUrl: readDatabaseUrl(given('database-url'), given('database-url-file'), folder),
    demo, tuning,
  };
}

function parse(args: readonly string[]) {
  const { values, tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'positional') throw new ConfigError(`"${token.value}" is not a flag. There are ${flagList()}.`);
    if (token.kind !== 'option') continue;
    if (!names.includes(token.name)) throw new ConfigError(`The flag ${token.rawName} is unknown. There are ${flagList()}.`);
    const wantsValue = token.name !== 'demo';
    if (wantsValue && (token.value === undefined || token.value === '')) throw new ConfigError(`The flag --${token.name} needs a value.`);
    if (!wantsValue && token.value !== undefined) throw new ConfigError(`The flag --${token.name} takes no value.`);
  }
  const text = (name: Exclude<Name, 'demo'>): string | undefined => {
    const value = values[name];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    data: text('data'), http: text('http'), radius: text('radius'), accounting: text('accounting'), 'database-url': text('database-url'),
    'database-url-file': text('database-url-file'),
    demo: values.demo === true ? true : undefined,
  };
}

const flagList = (): string => names.map((name) => `--${name}`).join(', ');

function readFolder(given: Given | undefined): string {
  if (given?.text.includes('\0')) throw new ConfigError(`${given.origin} is no folder's name.`);
  return given?.text ?? 'data';
}

function readListen(given: Given | undefined, standard: Listen): Listen {
  if (!given) return standard;
  const match = /^(?:\[(?<v6>[^\]]+)\]|(?<host>[^:]+)):(?<port>\d{1,5})$/.exec(given.text);
  const port = z.coerce.number().int().min(0).max(65_535).safeParse(match?.groups?.['port']);
  const host = match?.groups?.['v6'] ?? match?.groups?.['host'];
  if (host === undefined || !port.success) throw new ConfigError(`${given.origin} is HOST:PORT or [IPV6]:PORT, not "${given.text}".`);
  return { host, port: port.data };
}

/** The text is not repeated in a complaint: it holds a password. */
function readDatabaseUrl(direct: Given | undefined, file: Given | undefined, folder: string): string | undefined {
  if (direct && file) throw new ConfigError(`${direct.origin} and ${file.origin} say the same: leave one of them out.`);
  const given = file ? contentOf(file, folder) : direct;
  if (!given) return undefined;
  const protocol = URL.canParse(given.text) ? new URL(given.text).protocol : '';
  if (protocol !== 'postgres:' && protocol !== 'postgresql:') throw new ConfigError(`${given.origin} has the form postgres://USER:PASSWORD@HOST:PORT/DATABASE.`);
  return given.text;
}

function contentOf({ text, origin }: Given, folder: string): Given {
  try {
    return { text: readUrlFile(path.resolve(folder, text)), origin };
  } catch (error) {
    throw new ConfigError(`${origin}: ${error instanceof Error ? error.message : text}.`);
  }
}

function readSwitch(variable: string, environment: NodeJS.ProcessEnv): boolean {
  switch (environment[variable]?.toLowerCase() ?? '') {
    case 'yes':
    case 'true':
    case '1':
      return true;
    case '':
    case 'no':
    case 'false':
    case '0':
      return false;
    default:
      throw new ConfigError(`${variable} is yes or no.`);
  }
}
