import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { askPort } from './ask-port.ts';
import { LOOPBACK } from './free-port.ts';
import { ManagedServer, ownFolder, type LocalServer } from './local-server.ts';
import { ServerProcess, type LineSink } from './server-process.ts';
import type { StopStep } from './stop-steps.ts';
import { waitUntilReady } from './wait-until-ready.ts';

export interface SlapdOptions {
  /** Absolute path of slapd (`findProgram('slapd')`). */
  binary: string;
  /** Such as `dc=example,dc=com`. */
  suffix: string;
  /** The administrator's name is `cn=admin,<suffix>`. */
  adminPassword: string;
  /** Entries that it starts with, the suffix first (RFC 2849). */
  ldif: string;
  /** LDAPS instead of LDAP; with LDAP, StartTLS is offered. Files (PEM). */
  tls?: { certificateFile: string; keyFile: string; only: boolean };
  /** Entries that somebody but the administrator gets in one answer; more have to be asked for page by page. */
  sizeLimit?: number;
  /** Ours alone: configuration and data. Without it a temporary folder, removed at the end. */
  dir?: string;
  /** 0 (default): the system picks one. */
  port?: number;
  log?: LineSink;
}

/** A running OpenLDAP server. */
export interface SlapdServer extends LocalServer {
  /** `host:port`. */
  readonly address: string;
}

const STOP_STEPS: readonly StopStep[] = [{ signal: 'SIGTERM', waitMs: 10_000 }, { signal: 'SIGKILL', waitMs: 5_000 }];
/** LDAPMessage 1: anonymous bind; any answer means that it serves. */
const ANONYMOUS_BIND = '\x30\x0c\x02\x01\x01\x60\x07\x02\x01\x03\x04\x00\x80\x00';
const SCHEMAS = '/etc/ldap/schema';
const MODULES = '/usr/lib/ldap';

/**
 * Starts an OpenLDAP server of Debian on 127.0.0.1, with the schemas core, cosine and inetOrgPerson, and
 * the attribute by which Active Directory disables an account.
 *
 * @throws LocalServerError
 */
export async function startSlapd(options: SlapdOptions): Promise<SlapdServer> {
  const folder = await ownFolder(options.dir);
  const server = await ManagedServer.start({
    program: 'slapd', folder, stopSteps: STOP_STEPS, leftoverSteps: STOP_STEPS, log: options.log,
    workingFolder: async () => folder.path,
    prepare: async () => {
      const binary = await prepare(folder.path, options);
      return { workingFolder: folder.path, start: async (port) => launch(binary, folder.path, port, options) };
    },
  }, options.port ?? 0);
  return {
    host: server.host, port: server.port, address: `${LOOPBACK}:${server.port}`,
    get pid() { return server.pid; },
    get ended() { return server.ended; },
    stop: async () => server.stop(),
    kill: async () => server.kill(),
    restart: async () => server.restart(),
  };
}

/** Writes the configuration and, the first time, the entries. @returns the program to start */
async function prepare(folder: string, options: SlapdOptions): Promise<string> {
  // AppArmor's profile of Debian and Ubuntu goes by the path of the program, and lets it read its own folders alone.
  const binary = join(folder, 'slapd');
  const data = join(folder, 'data');
  const isNew = await mkdir(data).then(() => true, () => false);
  if (!isNew) return binary;
  await copyFile(options.binary, binary);
  await writeFile(join(folder, 'slapd.conf'), configuration(folder, data, options), { mode: 0o600 });
  const ldif = join(folder, 'entries.ldif');
  await writeFile(ldif, options.ldif, { mode: 0o600 });
  const adding = await ServerProcess.start({ file: binary, args: ['-Ta', '-f', join(folder, 'slapd.conf'), '-l', ldif], cwd: folder }, options.log);
  await adding.ended;
  return binary;
}

async function launch(binary: string, folder: string, port: number, { tls, log }: SlapdOptions): Promise<ServerProcess> {
  const scheme = tls?.only === true ? 'ldaps' : 'ldap';
  // -d: stays in the foreground; 0: says nothing but its failures.
  const args = ['-d', '0', '-f', join(folder, 'slapd.conf'), '-h', `${scheme}://${LOOPBACK}:${port}/`];
  const server = await ServerProcess.start({ file: binary, args, cwd: folder }, log);
  // Without a handshake LDAPS says nothing: that it listens has to do.
  const isReady = async (): Promise<boolean> => (scheme === 'ldaps' ? listens(server, port) : (await askPort(port, ANONYMOUS_BIND)) !== '');
  await waitUntilReady(server, { name: 'slapd', isReady });
  return server;
}

async function listens(server: ServerProcess, port: number): Promise<boolean> {
  return server.running && new Promise((resolve) => {
    const socket = connect({ host: LOOPBACK, port });
    const finish = (open: boolean) => (): void => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', finish(true)).once('error', finish(false));
  });
}

function configuration(folder: string, data: string, { suffix, adminPassword, tls, sizeLimit }: SlapdOptions): string {
  return [
    ...['core', 'cosine', 'inetorgperson'].map((schema) => `include ${SCHEMAS}/${schema}.schema`),
    "attributetype ( 1.2.840.113556.1.4.8 NAME 'userAccountControl' SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )",
    `modulepath ${MODULES}`,
    'moduleload back_mdb',
    `pidfile ${quoted(join(folder, 'slapd.pid'))}`,
    ...(tls ? [`TLSCertificateFile ${quoted(tls.certificateFile)}`, `TLSCertificateKeyFile ${quoted(tls.keyFile)}`] : []),
    ...(sizeLimit === undefined ? [] : [`sizelimit size.soft=${sizeLimit} size.hard=${sizeLimit} size.prtotal=unlimited`]),
    'database mdb',
    'maxsize 104857600',
    `suffix ${quoted(suffix)}`,
    `rootdn ${quoted(`cn=admin,${suffix}`)}`,
    `rootpw ${quoted(adminPassword)}`,
    `directory ${quoted(data)}`,
    'access to attrs=userPassword by anonymous auth by * none',
    'access to * by users read by anonymous auth',
    '',
  ].join('\n');
}

const quoted = (value: string): string => `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
