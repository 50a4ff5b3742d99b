import type { AgentHostConfig } from '@countersign/contracts';
import { agentHosts, type AgentHost } from './agent-host-rows.ts';
import type { DirectoryDatabase } from './directory-database.ts';
import { select } from './sql.ts';

const source = { ...agentHosts, columns: `${agentHosts.columns}, h.sealed_secret AS sealed` };

/** What gateways need to know of agent hosts. */
export class AgentHostConfigurations {
  constructor(private readonly database: DirectoryDatabase) {}

  /** All of them, or those given; one that is not there is deleted. */
  async load(ids?: readonly string[]): Promise<AgentHostConfig[]> {
    const [where, values] = ids === undefined ? ['', []] : ['WHERE h.id = ANY ($1)', [ids]];
    const rows = await this.database.read(async (sql) => sql.rows<AgentHost & { sealed: Buffer }>(select(source, where), values));
    return rows.map((row) => ({
      id: row.id, name: row.name, addresses: row.addresses.map(({ address }) => address), sealedSecret: row.sealed.toString('base64url'),
      secretVersion: row.secretVersion, requireMessageAuthenticator: row.requireMessageAuthenticator, limitProxyState: row.limitProxyState, version: row.version,
    }));
  }

  /**
   * Lifts a host's version above one that was published before the directory was restored from an older backup:
   * otherwise gateways would keep what they have.
   */
  async raise(id: string, version: number): Promise<void> {
    await this.database.read(async (sql) => sql.run('UPDATE directory.agent_host SET version = $2 WHERE id = $1 AND version < $2', [id, version]));
  }
}
