import type { PoolClient } from 'pg';
import { type Policy, readPolicy } from '@countersign/contracts';
import type { PolicyOfSite } from './rows.ts';
import { loadPolicies } from './sign-in-queries.ts';

/** Policies that a replica remembers; the one that was read first is forgotten first. */
const MOST = 1000;

/** A site, and the version of what the levels of policies set there; null: nothing. */
interface Versioned {
  readonly site_id: string;
  readonly policy_version: string | null;
}

/** Policies by the digest of their content, which never means another content: nothing here can be stale. */
export class PolicyCache {
  private readonly known = new Map<string, Policy>();

  /**
   * What is in force at the sites of these rows; asks the database for what was never seen. A policy that was changed
   * since the rows were read is taken as it is now.
   * @returns the policy of a site – one object for each content, however often it is asked for
   */
  async of(client: PoolClient, rows: readonly Versioned[]): Promise<PolicyOfSite> {
    const sites = new Map<string, Policy>();
    const missing = new Set<string>();
    for (const { site_id: site, policy_version: version } of rows) {
      if (version === null || sites.has(site)) continue;
      const policy = this.known.get(version);
      if (policy) sites.set(site, policy);
      else missing.add(site);
    }
    if (missing.size > 0) await this.learn(client, [...missing], sites);
    return (site) => sites.get(site) ?? null;
  }

  private async learn(client: PoolClient, missing: readonly string[], sites: Map<string, Policy>): Promise<void> {
    const { rows } = await client.query<{ site_id: string; version: string; policy: unknown }>({ name: 'load-policies', text: loadPolicies, values: [missing] });
    for (const { site_id: site, version, policy: stored } of rows) {
      // Another turn may have been faster: its object is the one that stands for the version.
      const policy = this.known.get(version) ?? readPolicy(stored);
      this.known.set(version, policy);
      sites.set(site, policy);
    }
    for (const oldest of this.known.keys()) {
      if (this.known.size <= MOST) break;
      this.known.delete(oldest);
    }
  }
}
