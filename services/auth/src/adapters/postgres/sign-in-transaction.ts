import type { PoolClient } from 'pg';
import { newOutboxId } from '@countersign/persistence';
import type { AgentHost, LoginCandidate, Token, User, UserMemory } from '../../domain/index.ts';
import type { ChangedToken, LockedSubjects, SignInChanges, SignInTransaction } from '../../application/ports.ts';
import { type HostRow, type TokenRow, type UserRow, hostOf, tokenOf, userOf } from './rows.ts';
import * as queries from './sign-in-queries.ts';
import type { TokenVault } from './token-vault.ts';

/** Another transaction moved the counter of a seed first: everything is to be decided again. */
export class SeedMoved extends Error {
  constructor() {
    super('the counter of a seed moved meanwhile');
  }
}

export class PostgresSignInTransaction implements SignInTransaction {
  constructor(private readonly client: PoolClient, private readonly vault: TokenVault) {}

  async loadHosts(ids: readonly string[]): Promise<ReadonlyMap<string, AgentHost>> {
    const { rows } = await this.client.query<HostRow>(named('load-hosts', queries.loadHosts, [ids]));
    return new Map(rows.map((row) => [row.agent_host_id, hostOf(row)]));
  }

  async findLogins(logins: readonly string[]): Promise<ReadonlyMap<string, readonly LoginCandidate[]>> {
    if (logins.length === 0) return new Map();
    const { rows } = await this.client.query<{ login_folded: string; user_id: string; site_id: string; site_ancestors: string[] }>(
      named('find-logins', queries.findLogins, [logins]));
    return Map.groupBy(
      rows.map((row) => ({ login: row.login_folded, userId: row.user_id, siteId: row.site_id, siteAncestors: row.site_ancestors })),
      ({ login }) => login);
  }

  async lockSubjects(pairs: readonly { userId: string; hostId: string }[]): Promise<LockedSubjects> {
    const userIds = [...new Set(pairs.map(({ userId }) => userId))];
    if (userIds.length === 0) return new LoadedSubjects(new Map(), new Map(), new Map());
    // Sent at once, run one after another: each statement sees what was committed while the lock was waited for.
    const [, locked, users, activations, tokens] = await Promise.all([
      this.client.query(named('add-user-states', queries.addUserStates, [userIds])),
      this.client.query<{ user_id: string; memory: UserMemory }>(named('lock-users', queries.lockUsers, [userIds])),
      this.client.query<UserRow>(named('load-users', queries.loadUsers, [userIds])),
      this.client.query<{ user_id: string; agent_host_id: string; activated: boolean; group_activated: boolean }>(
        named('load-activations', queries.loadActivations, [pairs.map(({ userId }) => userId), pairs.map(({ hostId }) => hostId)])),
      this.client.query<TokenRow>(named('load-tokens', queries.loadTokens, [userIds])),
    ]);
    const memories = new Map(locked.rows.map((row) => [row.user_id, row.memory]));
    const byId = new Map(users.rows.map((row) => [row.user_id, row]));
    const seen = new Map<string, User>();
    for (const row of activations.rows) {
      const user = byId.get(row.user_id);
      const activation = { activated: row.activated, groupActivated: row.group_activated };
      if (user) seen.set(`${row.user_id} ${row.agent_host_id}`, userOf(user, activation));
    }
    return new LoadedSubjects(memories, seen, Map.groupBy(tokens.rows, (row) => row.user_id), this.vault);
  }

  async write({ memories, tokens, events }: SignInChanges): Promise<void> {
    if (memories.size === 0 && events.length === 0) return;
    const changed = [...tokens];
    const seeds = movedSeeds(changed.map(([, token]) => token));
    const states = changed.map(([assignmentId, { after }]) => ({ assignmentId, ...after }));
    const { rows } = await this.client.query<{ seeds: number }>(named('write-all', queries.writeAll, [
      [...memories.keys()], [...memories.values()].map((memory) => JSON.stringify(memory)),
      states.map(({ assignmentId }) => assignmentId), states.map(({ mode }) => mode),
      states.map(({ pin, assignmentId }) => this.vault.sealPin(pin, assignmentId)), states.map(({ failures }) => failures),
      states.map(({ lockedUntil }) => date(lockedUntil)), states.map(({ lockLevel }) => lockLevel),
      states.map(({ lastSignInAt }) => date(lastSignInAt)),
      seeds.map(({ fingerprint }) => Buffer.from(fingerprint, 'hex')), seeds.map(({ counter }) => counter),
      seeds.map(({ drift }) => drift),
      newOutboxId(), JSON.stringify(events),
    ]));
    if (rows[0]?.seeds !== seeds.length) throw new SeedMoved();
  }
}

class LoadedSubjects implements LockedSubjects {
  private readonly opened = new Map<string, Token[]>();

  constructor(
    private readonly memories: ReadonlyMap<string, UserMemory>,
    private readonly users: ReadonlyMap<string, User>,
    private readonly tokenRows: ReadonlyMap<string, TokenRow[]>,
    private readonly vault?: TokenVault,
  ) {}

  user(userId: string, hostId: string): User | undefined {
    return this.users.get(`${userId} ${hostId}`);
  }

  /** Seeds and PINs are opened when somebody asks for them: not for a refused account. */
  tokens(userId: string): readonly Token[] {
    const known = this.opened.get(userId);
    if (known) return known;
    const { vault } = this;
    const tokens = vault ? (this.tokenRows.get(userId) ?? []).map((row) => tokenOf(row, vault)) : [];
    this.opened.set(userId, tokens);
    return tokens;
  }

  memory(userId: string): UserMemory {
    const memory = this.memories.get(userId);
    if (!memory) throw new Error('a subject that was not locked');
    return memory;
  }
}

/** Each seed once, with the highest counter: two of a user's tokens may have been imported from one seed. */
function movedSeeds(tokens: readonly ChangedToken[]): { fingerprint: string; counter: number; drift: number }[] {
  const moved = new Map<string, { fingerprint: string; counter: number; drift: number }>();
  for (const { seedFingerprint, before, after } of tokens) {
    if (after.lastCounter === null || after.lastCounter === before.lastCounter) continue;
    const other = moved.get(seedFingerprint);
    if (other && other.counter >= after.lastCounter) continue;
    moved.set(seedFingerprint, { fingerprint: seedFingerprint, counter: after.lastCounter, drift: after.drift });
  }
  return [...moved.values()];
}

function date(time: number | null): Date | null {
  return time === null ? null : new Date(time);
}

/** A prepared statement: parsed and planned once per connection. */
function named(name: string, text: string, values: unknown[]): { name: string; text: string; values: unknown[] } {
  return { name, text, values };
}
