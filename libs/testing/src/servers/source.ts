/** The servers that the system has to provide. PostgreSQL comes with `npm ci`. */
export type ServerName = 'nats' | 'redis';

export type ServerSource =
  | { kind: 'url'; url: string }
  | { kind: 'program'; path: string }
  | { kind: 'container' };

export interface ServerFacts {
  /** For people. */
  title: string;
  /** A running server to use, by environment variable. */
  urlVariable: string;
  program: string;
  debianPackage: string;
  image: string;
}

export const SERVERS: Readonly<Record<ServerName, ServerFacts>> = {
  nats: {
    title: 'NATS with JetStream', urlVariable: 'COUNTERSIGN_TEST_NATS_URL',
    program: 'nats-server', debianPackage: 'nats-server', image: 'nats:2.10-alpine',
  },
  redis: {
    title: 'Redis', urlVariable: 'COUNTERSIGN_TEST_REDIS_URL',
    program: 'redis-server', debianPackage: 'redis-server', image: 'redis:7.2-alpine',
  },
};

/** A server that tests start themselves, and that no product part needs. */
export const SLAPD = { title: 'OpenLDAP', program: 'slapd', debianPackage: 'slapd' } as const;

/** Its program, installed if need be. @throws with what to install */
export async function findSlapd({ findProgram, install }: Pick<HostProbes, 'findProgram' | 'install'>): Promise<string> {
  const { title, program, debianPackage } = SLAPD;
  const path = await findProgram(program);
  if (path !== undefined) return path;
  const installation = await install(debianPackage);
  const installed = await findProgram(program);
  if (installed !== undefined) return installed;
  const reason = installation === 'installed' ? `The package ${debianPackage} brought no ${program}.` : installation.reason;
  throw new Error([
    `These tests need ${title}, and there is none. Do one of these:`,
    `- install the program ${program} (Debian, Ubuntu: apt-get install ${debianPackage});`,
    `- run as root on Debian or Ubuntu, and it is installed for you. ${reason}`,
  ].join('\n'));
}

/**
 * What a server is wanted for: to share it, to have one for oneself and stop it, or to test the starting
 * of its program. Only the first can be somebody's address, only the first two a container.
 */
export type ServerUse = 'shared' | 'private' | 'program';

/** How the host is asked; replaced in this module's own tests. */
export interface HostProbes {
  environment: Readonly<Record<string, string | undefined>>;
  findProgram: (name: string) => Promise<string | undefined>;
  dockerAnswers: () => Promise<boolean>;
  /** Installs a Debian package when that is possible here; otherwise, or when it fails, says why not. */
  install: (debianPackage: string) => Promise<'installed' | { reason: string }>;
}

/**
 * Where a server comes from: a given address, a program on PATH, a Docker engine, a Debian package that
 * is installed for it.
 *
 * @throws with what to install: there is no test without its server, and no skipped test
 */
export async function findSource(server: ServerName, use: ServerUse, probes: HostProbes): Promise<ServerSource> {
  const { urlVariable, program, debianPackage } = SERVERS[server];
  const url = probes.environment[urlVariable];
  if (use === 'shared' && url !== undefined && url !== '') return { kind: 'url', url };
  const path = await probes.findProgram(program);
  if (path !== undefined) return { kind: 'program', path };
  if (use !== 'program' && await probes.dockerAnswers()) return { kind: 'container' };
  const installation = await probes.install(debianPackage);
  if (installation !== 'installed') throw new Error(missing(server, use, installation.reason));
  const installed = await probes.findProgram(program);
  if (installed === undefined) throw new Error(missing(server, use, `The package ${debianPackage} brought no ${program}.`));
  return { kind: 'program', path: installed };
}

function missing(server: ServerName, use: ServerUse, reason: string): string {
  const { title, urlVariable, program, debianPackage } = SERVERS[server];
  return [
    `These tests need ${title}, and there is none. Do one of these:`,
    `- install the program ${program} (Debian, Ubuntu: apt-get install ${debianPackage});`,
    ...(use === 'program' ? [] : ['- start a Docker engine;']),
    ...(use === 'shared' ? [`- give the address of a running server in ${urlVariable};`] : []),
    `- run as root on Debian or Ubuntu, and it is installed for you. ${reason}`,
  ].join('\n');
}
