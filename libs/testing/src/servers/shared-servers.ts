import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { findProgram, installDebianPackage, startNats, startPostgres, startRedis, type LineSink } from '@countersign/local-servers';
import { Client } from 'pg';
import { dockerAnswers } from './docker.ts';
import type { HostAnswers } from './host-protocol.ts';
import { startNatsContainer, startRedisContainer } from './containers.ts';
import { databasePrefix } from './names.ts';
import { copyReadyCluster, makeReadyCluster } from './ready-cluster.ts';
import type { TestRun } from './run.ts';
import { findSlapd, findSource, type HostProbes, type ServerName, type ServerSource } from './source.ts';

/** More accounts than a run asks for; each costs NATS a millisecond at its start. */
const NATS_ACCOUNTS = 500;

/** Tests outlive no power cut: the shared cluster does not wait for the disk. */
const FAST_SETTINGS = { fsync: 'off', full_page_writes: 'off', max_connections: '400', shared_buffers: '64MB' };

/**
 * The servers that all specs of a run share. Each starts when it is first asked for; an answer, or the
 * reason why there is none, is remembered.
 */
export class SharedServers {
  readonly #run: TestRun;
  readonly #probes: HostProbes;
  readonly #log: LineSink;
  readonly #started = new Map<string, Promise<unknown>>();
  readonly #endings: (() => Promise<void>)[] = [];
  #accountsGiven = 0;

  constructor(run: TestRun, log: LineSink) {
    this.#run = run;
    this.#log = log;
    this.#probes = { environment: process.env, findProgram: async (name) => findProgram(name), dockerAnswers, install: async (name) => installDebianPackage(name, { log }) };
  }

  /** Answers a spec's question. @throws with the reason why the server is not to be had */
  async answer(question: string): Promise<HostAnswers[keyof HostAnswers]> {
    switch (question) {
      case 'postgres': return this.#once('postgres', async () => this.#postgres());
      case 'ready-cluster': return this.#readyCluster();
      case 'nats': return this.#natsAccount();
      case 'redis': return this.#once('redis', async () => this.#redis());
      case 'source/nats': return this.#privateSource('nats');
      case 'source/redis': return this.#privateSource('redis');
      case 'program/nats': return this.#program('nats');
      case 'program/redis': return this.#program('redis');
      case 'program/slapd': return this.#once('program/slapd', async () => findSlapd(this.#probes));
      default: throw new Error(`Nobody knows the question "${question}".`);
    }
  }

  /** Ends what was started, the last first. */
  async end(): Promise<void> {
    await Promise.allSettled(this.#started.values()); // a start under way ends before it is ended
    for (const ending of this.#endings.reverse()) {
      await ending().catch((error: unknown) => { this.#log(`A test server did not stop: ${String(error)}`); });
    }
  }

  async #once<Answer>(key: string, start: () => Promise<Answer>): Promise<Answer>;
  async #once(key: string, start: () => Promise<unknown>): Promise<unknown> {
    const started = this.#started.get(key) ?? start();
    this.#started.set(key, started);
    return started;
  }

  async #readyCluster(): Promise<HostAnswers['ready-cluster']> {
    return this.#once('ready-cluster', async () => ({ folder: await makeReadyCluster(this.#run) }));
  }

  async #postgres(): Promise<HostAnswers['postgres']> {
    const given = this.#probes.environment['COUNTERSIGN_TEST_DATABASE_URL'];
    if (given !== undefined && given !== '') {
      this.#endings.push(async () => dropDatabases(given, databasePrefix(this.#run)));
      return { url: given };
    }
    const { folder } = await this.#readyCluster();
    const dataDir = join(this.#run.folder, 'shared', 'postgres');
    if (folder !== null) await copyReadyCluster(folder, dataDir);
    const server = await startPostgres({ dataDir, settings: FAST_SETTINGS, systemFolder: this.#run.systemFolder });
    this.#endings.push(async () => server.stop());
    return { url: server.url('postgres') };
  }

  async #natsAccount(): Promise<HostAnswers['nats']> {
    const { url, password } = await this.#once('nats', async () => this.#nats());
    if (password === null) return { url, user: null, password };
    this.#accountsGiven += 1;
    if (this.#accountsGiven > NATS_ACCOUNTS) throw new Error(`All ${NATS_ACCOUNTS} NATS accounts are given away: raise NATS_ACCOUNTS.`);
    return { url, user: `test-${this.#accountsGiven}`, password };
  }

  async #nats(): Promise<{ url: string; password: string | null }> {
    const source = await findSource('nats', 'shared', this.#probes);
    if (source.kind === 'url') return { url: source.url, password: null };
    const password = randomBytes(12).toString('hex');
    const config = accountsConfig(password);
    const server = source.kind === 'program'
      ? await startNats({ binary: source.path, storeDir: join(this.#run.folder, 'shared', 'nats'), config })
      : await startNatsContainer({ config });
    this.#endings.push(async () => server.stop());
    return { url: server.url, password };
  }

  async #redis(): Promise<HostAnswers['redis']> {
    const source = await findSource('redis', 'shared', this.#probes);
    if (source.kind === 'url') return { url: source.url };
    const server = source.kind === 'program'
      ? await startRedis({ binary: source.path, dir: join(this.#run.folder, 'shared', 'redis') })
      : await startRedisContainer({});
    this.#endings.push(async () => server.stop());
    return { url: server.url };
  }

  async #privateSource(server: ServerName): Promise<Exclude<ServerSource, { kind: 'url' }>> {
    return this.#once(`source/${server}`, async () => {
      const source = await findSource(server, 'private', this.#probes);
      if (source.kind === 'url') throw new Error('A given server is not private.');
      return source;
    });
  }

  async #program(server: ServerName): Promise<string> {
    return this.#once(`program/${server}`, async () => {
      const source = await findSource(server, 'program', this.#probes);
      if (source.kind !== 'program') throw new Error('A given server is not a program.');
      return source.path;
    });
  }
}

/** Accounts do not see each other's subjects, streams or buckets: each spec gets one. */
function accountsConfig(password: string): string {
  const accounts = Array.from({ length: NATS_ACCOUNTS }, (_, index) => `test-${index + 1}`)
    .map((name) => `  ${name}: { jetstream: enabled, users: [{ user: ${name}, password: ${JSON.stringify(password)} }] }`);
  return `accounts {\n${accounts.join('\n')}\n}\n`;
}

/** What the specs of a run left in somebody's database server. */
async function dropDatabases(adminUrl: string, prefix: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ datname: string }>('SELECT datname FROM pg_database WHERE starts_with(datname, $1)', [prefix]);
    for (const { datname } of rows) await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(datname)} WITH (FORCE)`);
  } finally {
    await client.end();
  }
}
