import type { PoolClient } from 'pg';
import { type Policy, readPolicy } from '@countersign/contracts';
import { loadPolicies } from './sign-in-queries.ts';

/** Policies that a replica remembers; the one that was read first is forgotten first. */
const MOST = 1000;

/** The policy was changed between two statements: what was loaded goes by one that is gone. Everything is to be read again. */
export class PolicyMoved extends Error {
  constructor() {
    super('a policy was changed meanwhile');
  }
}

/** Policies by the digest of their content, which never means another content: nothing here can be stale. */
export class PolicyCache {
  private readonly known = new Map<string, Policy>();

  /**
   * Everything that the rows name; asks the database for what was never seen.
   * @returns the policy of a version – one object for each, however often it is asked for
   * @throws PolicyMoved
   */
  async of(client: PoolClient, rows: readonly { readonly policy_version: string | null }[]): Promise<(version: string | null) => Policy | null> {
    const named = new Map<string, Policy>();
    const missing = new Set<string>();
    for (const { policy_version: version } of rows) {
      if (version === null || named.has(version)) continue;
      const policy = this.known.get(version);
      if (policy) named.set(version, policy);
      else missing.add(version);
    }
    if (missing.size > 0) await this.learn(client, [...missing], named);
    return (version) => (version === null ? null : named.get(version) ?? null);
  }

  private async learn(client: PoolClient, versions: readonly string[], named: Map<string, Policy>): Promise<void> {
    const { rows } = await client.query<{ version: string; policy: unknown }>({ name: 'load-policies', text: loadPolicies, values: [versions] });
    if (rows.length < versions.length) throw new PolicyMoved();
    for (const { version, policy: stored } of rows) {
      // Another turn may have been faster: its object is the one that stands for the version.
      const policy = this.known.get(version) ?? readPolicy(stored);
      this.known.set(version, policy);
      named.set(version, policy);
    }
    for (const oldest of this.known.keys()) {
      if (this.known.size <= MOST) break;
      this.known.delete(oldest);
    }
  }
}
