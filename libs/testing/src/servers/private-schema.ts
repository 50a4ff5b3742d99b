import { migrate } from '@countersign/persistence';
import { Client } from 'pg';
import { privatePostgres, type PrivatePostgres } from './postgres.ts';

type Migrations = Parameters<typeof migrate>[0]['migrations'];

/** A server of its own with one service's schema, still empty, its owner and whoever else its migrations name. */
export class PrivateSchema implements AsyncDisposable {
  private readonly clients: Client[] = [];

  private constructor(private readonly server: PrivatePostgres, private readonly schema: string, private readonly owner: string) {}

  /** @param owner and others are roles, without the product's prefix */
  static async start(schema: string, owner: string, others: readonly string[]): Promise<PrivateSchema> {
    const started = new PrivateSchema(await privatePostgres(), schema, `countersign_${owner}`);
    const client = await started.connected();
    for (const role of [owner, ...others]) await client.query(`CREATE ROLE countersign_${role} LOGIN PASSWORD 'p'`);
    await client.query(`CREATE SCHEMA ${schema} AUTHORIZATION ${started.owner}`);
    return started;
  }

  /** A connection as superuser, or as a role. */
  async connected(role?: string): Promise<Client> {
    const client = new Client({ connectionString: this.urlOf(role), statement_timeout: 60_000 });
    client.on('error', () => undefined);
    await client.connect();
    this.clients.push(client);
    return client;
  }

  /** Runs those migrations that have not been run, as the schema's owner does. */
  async migrate(migrations: Migrations): Promise<void> {
    await migrate({ url: this.urlOf(this.owner), schema: this.schema, migrations });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.clients) await client.end();
    await this.server.stop();
  }

  private urlOf(role?: string): string {
    return role === undefined ? this.server.url('postgres') : this.server.url('postgres', { name: role, password: 'p' });
  }
}
