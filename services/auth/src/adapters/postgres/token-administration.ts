import type { Pool, PoolClient } from 'pg';
import { type Actor, type Policy, type TokenState as ShownState, type TokenMode, pinFault, readPolicy } from '@countersign/contracts';
import { RefusedError } from '@countersign/messaging';
import {
  type CheckableToken, type SiteRules, type SynchronisationWindow, type TokenState, type UserMemory, forgiven, synchronised, unlocked, usesLeft, withMode, withPin,
} from '../../domain/index.ts';
import { type AdministrationWork, type Facts, type StateChange, isoOf } from './administration-work.ts';
import { type TokenStateColumns, tokenStateOf } from './rows.ts';
import { lastSignIn } from './sign-in-queries.ts';
import type { TokenDefinitionRow, TokenVault } from './token-vault.ts';

const columns = `t.token_id, t.serial, t.algorithm, t.hash, t.digits, t.period, t.t0, t.initial_counter, t.uses, t.sealed_seed, t.seed_fingerprint`;
const state = `s.mode, s.sealed_pin, s.failures, s.locked_until, s.lock_level, ${lastSignIn} AS last_sign_in_at, c.last_counter, c.drift`;
const assigned = `
  SELECT t.user_id, t.assignment_id, ${columns}, ${state} FROM directory.auth_token_v2 t
  LEFT JOIN authn.token_state s USING (assignment_id) LEFT JOIN authn.seed_state c USING (seed_fingerprint)`;
const unassigned = `
  SELECT NULL::uuid AS user_id, NULL::uuid AS assignment_id, ${columns}, NULL AS mode, NULL AS sealed_pin, NULL AS failures,
    NULL AS locked_until, NULL AS lock_level, NULL AS last_sign_in_at, c.last_counter, c.drift
  FROM directory.auth_unassigned_token_v2 t LEFT JOIN authn.seed_state c USING (seed_fingerprint)`;
const loadMemory = 'SELECT memory FROM authn.user_state WHERE user_id = $1';
const saveMemory = 'UPDATE authn.user_state SET memory = $2::json WHERE user_id = $1';
const saveState = `
  INSERT INTO authn.token_state (assignment_id, mode, sealed_pin, failures, locked_until, lock_level, last_sign_in_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (assignment_id) DO UPDATE SET mode = $2, sealed_pin = $3, failures = $4, locked_until = $5, lock_level = $6, last_sign_in_at = $7`;
/** Forward only: a sign-in that was faster keeps what it consumed. */
const saveSeed = `
  INSERT INTO authn.seed_state AS s (seed_fingerprint, last_counter, drift) VALUES ($1, $2, $3)
  ON CONFLICT (seed_fingerprint) DO UPDATE SET last_counter = $2, drift = $3 WHERE s.last_counter < $2`;
const loadPolicy = 'SELECT p.policy FROM directory.auth_user_v1 u JOIN directory.auth_site_policy_v1 p USING (site_id) WHERE u.user_id = $1';

interface AdministeredRow extends TokenDefinitionRow, TokenStateColumns {
  user_id: string | null; assignment_id: string | null; serial: string; initial_counter: string; uses: number | null; seed_fingerprint: Buffer;
}

export interface TokenAdministrationOptions {
  readonly pool: Pool;
  readonly vault: TokenVault;
  readonly rules: SiteRules;
  readonly window: SynchronisationWindow;
  readonly now: () => number;
  readonly work: AdministrationWork;
}

/** Administration of running state. Takes the same lock as a sign-in, and writes its record with the change. */
export class TokenAdministration {
  private readonly work: AdministrationWork;

  constructor(private readonly options: TokenAdministrationOptions) {
    this.work = options.work;
  }

  async states(assignmentIds: readonly string[]): Promise<ShownState[]> {
    const { rows } = await this.options.pool.query<TokenStateColumns & Pick<AdministeredRow, 'initial_counter' | 'uses'> & { assignment_id: string }>(
      `${assigned} WHERE t.assignment_id = ANY($1::uuid[])`, [assignmentIds]);
    return rows.map((row) => {
      // Whether a PIN is set is shown; the PIN is not opened for it.
      const state = tokenStateOf(row, null);
      const { mode, failures, lockedUntil, lastSignInAt, drift } = state;
      return {
        assignmentId: row.assignment_id, mode, failures, driftSteps: drift, pinSet: row.sealed_pin !== null,
        lockedUntil: isoOf(lockedUntil), lastSignInAt: isoOf(lastSignInAt),
        usesLeft: usesLeft({ initialCounter: Number(row.initial_counter), uses: row.uses, state }),
      };
    });
  }

  async setPin(assignmentId: string, pin: string | null, actor: Actor): Promise<void> {
    await this.change(assignmentId, actor, pin === null ? 'clear-pin' : 'set-pin', (before, policy) => {
      if (pin !== null && pinFault(pin, this.options.rules.under(policy).pin, before.pin)) throw new RefusedError('new-pin-refused');
      return withPin(before, pin);
    });
  }

  async setMode(assignmentId: string, mode: TokenMode, actor: Actor): Promise<void> {
    await this.change(assignmentId, actor, `mode-${mode}`, (before) => withMode(before, mode));
  }

  async unlock(userId: string, actor: Actor): Promise<void> {
    await this.work.transaction(async (client) => {
      await this.work.lockUser(client, userId);
      const { rows: [state] } = await client.query<{ memory: UserMemory }>(loadMemory, [userId]);
      if (state) await client.query(saveMemory, [userId, JSON.stringify(forgiven(state.memory))]);
      const { rows } = await client.query<AdministeredRow>(`${assigned} WHERE t.user_id = $1`, [userId]);
      for (const row of rows) {
        const before = this.stateOf(row);
        if (before.failures > 0 || before.lockedUntil !== null) await this.save(client, row, unlocked(before));
      }
      await this.work.record(client, actor, userId, (login) => ({
        action: 'unlock', object: { type: 'user', id: userId, label: login }, before: {}, after: {},
      }));
    });
  }

  async synchronise(tokenId: string, code1: string, code2: string, actor: Actor): Promise<number> {
    return this.work.transaction(async (client) => {
      const row = await this.findToken(client, tokenId);
      const before = this.stateOf(row);
      const otp = this.options.vault.openOtp(row);
      const token: Pick<CheckableToken, 'otp' | 'initialCounter' | 'uses' | 'state'> | null =
        otp && { otp, initialCounter: Number(row.initial_counter), uses: row.uses, state: before };
      const after = token && synchronised(token, code1, code2, this.options.now(), this.options.window);
      if (!after) throw new RefusedError('wrong-tokencode');
      if (row.assignment_id !== null) await this.save(client, row, after);
      const { rowCount } = await client.query(saveSeed, [row.seed_fingerprint, after.lastCounter, after.drift]);
      if (rowCount === 0) throw new RefusedError('replayed-code');
      await this.work.record(client, actor, row.user_id, () => changeOf('synchronise', row, before, after));
      return after.drift;
    });
  }

  private async change(assignmentId: string, actor: Actor, action: string, change: (before: TokenState, policy: Policy) => TokenState): Promise<void> {
    await this.work.transaction(async (client) => {
      const found = await client.query<AdministeredRow>(`${assigned} WHERE t.assignment_id = $1`, [assignmentId]);
      const userId = found.rows[0]?.user_id;
      if (!userId) throw new RefusedError('token-not-assigned');
      await this.work.lockUser(client, userId);
      const { rows: [row] } = await client.query<AdministeredRow>(`${assigned} WHERE t.assignment_id = $1`, [assignmentId]);
      if (!row) throw new RefusedError('token-not-assigned');
      const before = this.stateOf(row);
      const { rows: [set] } = await client.query<{ policy: unknown }>(loadPolicy, [userId]);
      const after = change(before, readPolicy(set?.policy));
      await this.save(client, row, after);
      await this.work.record(client, actor, userId, () => changeOf(action, row, before, after));
    });
  }

  private async findToken(client: PoolClient, tokenId: string): Promise<AdministeredRow> {
    const first = await client.query<AdministeredRow>(`${assigned} WHERE t.token_id = $1`, [tokenId]);
    const userId = first.rows[0]?.user_id;
    if (userId) await this.work.lockUser(client, userId);
    const { rows: [row] } = await client.query<AdministeredRow>(
      userId ? `${assigned} WHERE t.token_id = $1` : `${unassigned} WHERE t.token_id = $1`, [tokenId]);
    if (!row) throw new RefusedError('not-found');
    return row;
  }

  private stateOf(row: AdministeredRow): TokenState {
    const pin = row.assignment_id === null ? null : this.options.vault.openPin(row.sealed_pin, row.assignment_id);
    return tokenStateOf(row, pin);
  }

  private async save(client: PoolClient, row: AdministeredRow, after: TokenState): Promise<void> {
    const id = row.assignment_id;
    if (id === null) return;
    await client.query(saveState, [
      id, after.mode, this.options.vault.sealPin(after.pin, id), after.failures, isoOf(after.lockedUntil), after.lockLevel, isoOf(after.lastSignInAt),
    ]);
  }

}

/** What the trail shows of a token's running state; of a PIN only whether there is one. */
function changeOf(action: string, { token_id: id, serial }: Pick<AdministeredRow, 'token_id' | 'serial'>, before: TokenState, after: TokenState): StateChange {
  const [was, is] = [shownOf(before), shownOf(after)];
  const different = Object.keys(is).filter((name) => was[name] !== is[name]);
  return {
    action, object: { type: 'token', id, label: serial },
    before: Object.fromEntries(different.map((name) => [`before.${name}`, was[name] ?? null])),
    after: Object.fromEntries(different.map((name) => [`after.${name}`, is[name] ?? null])),
  };
}

function shownOf({ mode, pin, failures, lockedUntil, drift }: TokenState): Facts {
  return { mode, pinSet: pin !== null, failures, lockedUntil: isoOf(lockedUntil), driftSteps: drift };
}
