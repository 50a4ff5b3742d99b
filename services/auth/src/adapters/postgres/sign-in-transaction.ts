import type { PoolClient } from 'pg';
import { newTimeOrderedId } from '@countersign/persistence';
import type { AskedLogin, ChangedToken, LoadedNetwork, LockedSubjects, SignInChanges, SignInTransaction } from '../../application/ports.ts';
import type { TokenState } from '../../domain/index.ts';
import { bytesArray, jsonLines, plainArray, timeArray } from './array-text.ts';
import { loadNetwork, reserveQuery } from './loaded-network.ts';
import { LoadedSubjects } from './loaded-subjects.ts';
import { named } from './named.ts';
import type { PolicyCache } from './policy-cache.ts';
import type { HostRow, SubjectRow } from './rows.ts';
import * as queries from './sign-in-queries.ts';
import type { TokenVault } from './token-vault.ts';

/** Another transaction moved the counter of a seed first: everything is to be decided again. */
export function isSeedMoved(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === queries.SEED_MOVED;
}

export class PostgresSignInTransaction implements SignInTransaction {
  constructor(private readonly client: PoolClient, private readonly vault: TokenVault, private readonly policies: PolicyCache) {}

  async loadByLogin(asked: readonly AskedLogin[]): Promise<LockedSubjects> {
    const hostIds = unique(asked.map(({ hostId }) => hostId));
    const logins = unique(asked.flatMap(({ login }) => login ?? []));
    const withAliases = asked.some(({ aliases }) => aliases);
    // Sent at once, run one after another: what is loaded was committed before, or while the lock was waited for.
    const [, hosts, subjects] = await Promise.all([
      this.client.query(withAliases ? named('lock-names', queries.lockNames, [logins, hostIds]) : named('lock-logins', queries.lockLogins, [logins])),
      this.client.query<HostRow>(named('load-hosts', queries.loadHosts, [hostIds])),
      this.client.query<SubjectRow>(withAliases
        ? named('load-names', queries.loadNames, [logins, hostIds]) : named('load-logins', queries.loadLogins, [logins, hostIds])),
    ]);
    return new LoadedSubjects(hosts.rows, subjects.rows, this.vault, await this.policies.of(this.client, [...hosts.rows, ...subjects.rows]));
  }

  async loadById(userId: string): Promise<LockedSubjects> {
    const [, subjects] = await Promise.all([
      this.client.query(named('lock-users', queries.lockUsers, [[userId]])),
      this.client.query<SubjectRow>(named('load-users', queries.loadUsers, [[userId], []])),
    ]);
    return new LoadedSubjects([], subjects.rows, this.vault, await this.policies.of(this.client, subjects.rows));
  }

  async loadNetwork(pairs: readonly { readonly userId: string; readonly hostId: string }[], now: number): Promise<LoadedNetwork> {
    return loadNetwork(this.client, pairs, now);
  }

  /** Fails with {@link isSeedMoved} or {@link isAddressTaken}, or as the database says. */
  async write({ memories, signedIn, tokens, events, reservations = [] }: SignInChanges): Promise<void> {
    if (memories.size === 0 && events.length === 0) return;
    const states = [...tokens].filter(([, token]) => isRewritten(token)).map(([assignmentId, { after }]) => ({ assignmentId, ...after }));
    const seeds = movedSeeds(tokens);
    const users = [...memories.keys()];
    const written = named('write-all', queries.writeAll, [
      plainArray(users), jsonLines([...memories.values()]), timeArray(users.map((userId) => signedIn?.get(userId) ?? null)),
      states.map(({ assignmentId }) => assignmentId), states.map(({ mode }) => mode),
      states.map(({ pin, assignmentId }) => this.vault.sealPin(pin, assignmentId)), states.map(({ failures }) => failures),
      timeArray(states.map(({ lockedUntil }) => lockedUntil)), states.map(({ lockLevel }) => lockLevel),
      timeArray(states.map(({ lastSignInAt }) => lastSignInAt)),
      bytesArray(seeds.map(({ fingerprint }) => fingerprint)), plainArray(seeds.map(({ counter }) => counter)),
      plainArray(seeds.map(({ drift }) => drift)), plainArray(seeds.map(({ assignmentId }) => assignmentId)), timeArray(seeds.map(({ lastSignInAt }) => lastSignInAt)),
      newTimeOrderedId(), JSON.stringify(events),
    ]);
    const reserved = reservations.length === 0 ? [] : [reserveQuery(reservations)];
    await Promise.all([...reserved, written].map(async (query) => this.client.query(query)));
  }
}

/** Whether more changed than what stands with the seed: counter, drift, and that the person signed in. */
function isRewritten({ before, after }: ChangedToken): boolean {
  const kept = (['mode', 'pin', 'failures', 'lockedUntil', 'lockLevel'] as const).every((name) => before[name] === after[name]);
  return !kept || (after.lastCounter === before.lastCounter && after.lastSignInAt !== before.lastSignInAt);
}

type MovedSeed = { fingerprint: string; counter: number; assignmentId: string } & Pick<TokenState, 'drift' | 'lastSignInAt'>;

/** Each seed once, with the highest counter: two of a user's tokens may have been imported from one seed. */
function movedSeeds(tokens: ReadonlyMap<string, ChangedToken>): MovedSeed[] {
  const moved = new Map<string, MovedSeed>();
  for (const [assignmentId, { seedFingerprint: fingerprint, before, after: { lastCounter: counter, drift, lastSignInAt } }] of tokens) {
    if (counter === null || counter === before.lastCounter) continue;
    const other = moved.get(fingerprint);
    if (other && other.counter >= counter) continue;
    moved.set(fingerprint, { fingerprint, counter, drift, assignmentId, lastSignInAt });
  }
  return [...moved.values()];
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
