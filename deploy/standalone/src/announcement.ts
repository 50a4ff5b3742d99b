import path from 'node:path';
import type { Listen } from './config.ts';
import { hostAndPort, localTarget, ownRange } from './local-target.ts';

/** Where everything is, for the lines that a start prints. */
export interface Places {
  /** The checkout: `npx countersign` is found there. */
  readonly checkout: string;
  readonly http: Listen & { readonly secure?: boolean };
  readonly radius: Listen;
  readonly accounting: Listen;
  readonly apiKeyFile: string;
  /** With the first administrator's password; null once it was changed. */
  readonly firstAdministratorFile: string | null;
  /** The folder of our own PostgreSQL's files; null when the database was given. */
  readonly cluster: string | null;
}

/** What the command line assumes when nothing is said. */
const STANDARD_URL = 'http://127.0.0.1:8080';
const STANDARD_RADIUS = '127.0.0.1:1812';
const STANDARD_KEY_FILE = path.join('data', 'admin-api-key');

/** The addresses that listen, and where what must be kept is. */
export function addressLines({ http, radius, accounting, apiKeyFile, firstAdministratorFile, cluster }: Places): string[] {
  return [
    `Console    ${urlOf({ ...http, ...localTarget(http) })}/${firstAdministratorFile === null ? '' : `   sign in as admin; the first password is in ${firstAdministratorFile}`}`,
    `Admin API  ${urlOf(http)}   key in ${apiKeyFile}`,
    `RADIUS     ${hostAndPort(radius)} (authentication)   ${hostAndPort(accounting)} (accounting)`,
    `Database   ${cluster ?? 'as given (--database-url)'}`,
  ];
}

/** A first sign-in, from an empty directory to Access-Accept, to be pasted into another terminal as it stands. */
export function firstSignInLines(places: Places, secret: string): string[] {
  const { host } = localTarget(places.radius);
  return [
    'First sign-in – paste this into another terminal:',
    '',
    ...commandLineSurroundings(places).map((line) => `  ${line}`),
    '  npx countersign site add office',
    '  npx countersign user add alice --site office',
    `  printf %s ${quoted(secret)} | npx countersign agent-host add vpn --site office --address ${ownRange(host)} --secret-stdin --open-to-site`,
    '  npx countersign token add --site office --type totp --assign alice',
    `  npx countersign radius test alice${hostOption(places.radius)}`,
    '',
    `The last command asks for the secret (${secret}), for the code that an authenticator app shows`,
    'after scanning the QR code, and for a new PIN.',
  ];
}

/** What the shell needs before `npx countersign` finds this server: folder, and addresses that are not the usual ones. */
export function commandLineSurroundings({ checkout, http, apiKeyFile }: Places): string[] {
  const lines = [`cd ${quoted(checkout)}`];
  const url = urlOf({ ...http, ...localTarget(http) });
  if (url !== STANDARD_URL) lines.push(`export COUNTERSIGN_URL=${url}`);
  if (apiKeyFile !== path.join(checkout, STANDARD_KEY_FILE)) lines.push(`export COUNTERSIGN_API_KEY_FILE=${quoted(apiKeyFile)}`);
  return lines;
}

/** The option that `radius test` needs, with a space in front; nothing for the usual address. */
export function hostOption(radius: Listen): string {
  const target = hostAndPort(localTarget(radius));
  return target === STANDARD_RADIUS ? '' : ` --host ${target}`;
}

export function urlOf(http: Places['http']): string {
  return `${http.secure ? 'https' : 'http'}://${hostAndPort(http)}`;
}

/** As one word of a POSIX shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll('\'', String.raw`'\''`)}'`;
}
