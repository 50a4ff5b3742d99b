import { auditBatchSchema, standInsContract, type AuditEvent, type ShownStandIn } from '@countersign/contracts';
import * as adminApi from '@countersign/contracts/admin-api';
import { InProcessBucket, InProcessBus, InProcessStream, MemoryStateStore } from '@countersign/messaging';
import { allRoles, bootstrapDatabase, defaultConnectionTimes } from '@countersign/persistence';
import { Client } from 'pg';
import { createTokenAdminService, type RunningTokenAdmin, type TokenAdminServiceDependencies } from '../create-token-admin-service.ts';
import { inMemoryKeys } from './in-memory-keys.ts';

/** A PostgreSQL cluster of the spec's own. */
export interface Cluster {
  url(database: string, role?: { name: string; password: string }): string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- replies are looked into by matchers
  readonly body: any;
}

/** Of requests that raced: who was first is not told apart. */
export const statusesOf = (answers: readonly Answer[]): number[] => answers.map(({ status }) => status).toSorted((one, other) => one - other);

/** Of every role of the database. */
export const PASSWORD = 'p';

/** token-admin on a real PostgreSQL, as its clients and neighbours see it. */
export class TokenAdminUnderTest {
  readonly bus = new InProcessBus(() => performance.now(), () => {});
  readonly bucket = new InProcessBucket();
  /** Faults that the service told. */
  readonly errors: unknown[] = [];
  /** Audit events that left, in the order in which they did, and the bytes that they left as. */
  readonly events: AuditEvent[] = [];
  readonly published: string[] = [];
  /** Operations that were asked for, as `POST /tokens/{id}/assign`. */
  readonly asked = new Set<string>();
  readonly #stream = new InProcessStream();
  readonly stateStore = new MemoryStateStore(() => performance.now() + this.clockMs);
  readonly #services: RunningTokenAdmin[] = [];
  /** The superuser's connection, to look behind the API. */
  readonly database: Client;
  bearer = '';
  /** What auth keeps of anybody in place of tokencodes: whoever appoints asks for it. */
  standIns: readonly ShownStandIn[] = [];
  /** Milliseconds by which the service's clock is ahead. */
  clockMs = 0;

  private constructor(private readonly cluster: Cluster) {
    this.database = new Client({ connectionString: cluster.url('postgres') }).on('error', () => {}); // a spec may kill the server
  }

  static async start(cluster: Cluster, options: Partial<TokenAdminServiceDependencies> = {}): Promise<TokenAdminUnderTest> {
    const under = new TokenAdminUnderTest(cluster);
    await bootstrapDatabase({ adminUrl: cluster.url('postgres'), passwords: Object.fromEntries(allRoles.map((role) => [role, PASSWORD])) });
    await under.database.connect();
    await under.#stream.consume({ durable: 'audit', maxBatch: 100 }, async (batch) => {
      for (const { data } of batch) {
        const text = Buffer.from(data).toString('utf8');
        under.published.push(text);
        under.events.push(...auditBatchSchema.parse(JSON.parse(text)).events);
      }
    });
    const service = await under.startReplica(options);
    under.bearer = await service.createApiKey('test');
    await under.bus.serve(standInsContract, async () => ({ standIns: [...under.standIns] }));
    return under;
  }

  async startReplica(options: Partial<TokenAdminServiceDependencies> = {}): Promise<RunningTokenAdmin> {
    const urlOf = (name: string): string => this.cluster.url('postgres', { name, password: PASSWORD });
    const service = await createTokenAdminService({
      databaseTimes: { ...defaultConnectionTimes, connectMs: 60_000 }, // a busy machine takes its time for a connection
      bus: this.bus, stream: this.#stream, bucket: this.bucket, stateStore: this.stateStore, keys: inMemoryKeys,
      databaseUrl: urlOf('countersign_token_admin'), migrationUrl: urlOf('countersign_token_admin_owner'),
      listen: { host: '127.0.0.1', port: 0 }, now: () => Date.now() + this.clockMs, onError: (error) => { this.errors.push(error); }, ...options,
    });
    this.#services.push(service);
    return service;
  }

  get url(): string {
    return `${this.#services[0]?.url ?? ''}${adminApi.adminApiPrefix}`;
  }

  /** One request with the key; an object as body is sent as JSON. */
  async call(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    this.asked.add(`${method} ${path.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '{id}')}`);
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.bearer}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : isJson ? JSON.parse(text) : text };
  }

  async import(file: string | Uint8Array, options: Readonly<Record<string, unknown>>): Promise<Answer> {
    return this.upload('/token-imports', file, options);
  }

  /** A line of options, and a file. */
  async upload(
    path: string, file: string | Uint8Array, options: Readonly<Record<string, unknown>>, mediaType: string = adminApi.IMPORT_CONTENT_TYPE, headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const body = Buffer.concat([Buffer.from(`${JSON.stringify(options)}\n`), typeof file === 'string' ? Buffer.from(file) : file]);
    return this.call('POST', path, body, { 'content-type': mediaType, ...headers });
  }

  /** The job in one of these states, as soon as it is. */
  async job(id: string, ...states: readonly adminApi.JobState[]): Promise<{ job: adminApi.Job; report: adminApi.JobReport | null }> {
    for (let tries = 0; tries < 4000; tries += 1) {
      const { body } = await this.call('GET', `/jobs/${id}`);
      if (states.includes(body.job?.state)) return body;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`the job does not come to ${states.join(', ')}`);
  }

  /** @throws unless it was made */
  async make(path: string, body: unknown): Promise<Answer['body']> {
    const answer = await this.call('POST', path, body);
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** Waits until everything that was committed has left. */
  async eventsOf(action: string): Promise<AuditEvent[]> {
    for (let tries = 0; tries < 3000; tries += 1) {
      const { rows } = await this.database.query<{ waiting: number }>('SELECT count(*)::int AS waiting FROM directory.outbox');
      if (rows[0]?.waiting === 0) return this.events.filter(({ detail }) => detail['action'] === action);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error('the outbox does not empty');
  }

  async count(table: string): Promise<number> {
    const { rows } = await this.database.query<{ count: number }>(`SELECT count(*)::int AS count FROM directory.${table}`);
    return rows[0]?.count ?? -1;
  }

  async stop(): Promise<void> {
    for (const service of this.#services) await service.stop();
    await this.bus.close();
    await this.database.end();
  }
}
