import { agentSecretAad } from '@countersign/contracts';
import type { SessionSealing } from '../../application/ports.ts';
import type { Caller } from '../../domain/caller.ts';
import { reachHost } from './agent-host-rows.ts';
import type { DirectoryDatabase } from './directory-database.ts';

/** An agent host's secret in the clear: for a test that plays the host. It leaves the process in no other way. */
export class AgentHostSecrets {
  constructor(private readonly database: DirectoryDatabase, private readonly secrets: Pick<SessionSealing, 'open'>) {}

  /** An address of the host, and its secret. @throws Refused not-found, also outside the caller's scope */
  async of(id: string, caller: Caller): Promise<{ address: string; secret: Uint8Array }> {
    return this.database.read(async (sql) => {
      const { addresses } = await reachHost(sql, id, caller);
      const [row] = await sql.rows<{ sealed: Buffer }>('SELECT sealed_secret AS sealed FROM directory.agent_host WHERE id = $1', [id]);
      const [main] = addresses;
      if (row === undefined || main === undefined) throw new Error('an agent host has a secret and an address');
      const [address = main.address] = main.address.split('/');
      return { address, secret: this.secrets.open(row.sealed, agentSecretAad(id)) };
    });
  }
}
