import { setTimeout as pause } from 'node:timers/promises';
import { accountLookupSchema, backEndPasswordAad, transportSecuritySchema, type FirstFactorRule } from '@countersign/contracts';
import type { Sealer } from '@countersign/crypto';
import { DirectoryBackEnd, type DirectorySettings, type ServerHealth } from '@countersign/ldap';
import type { Pool } from 'pg';
import type { BackEndPasswords, PasswordLengths } from '../application/check-first-factor.ts';
import type { FirstFactors } from '../application/ports.ts';
import type { FirstFactor, User } from '../domain/index.ts';
import type { AuthLimits } from '../limits.ts';

/** How often the directory is asked for changes: a rule that was saved holds after that at the latest. */
const REFRESH_MS = 1000;

interface RuleRow {
  site_id: string; back_end_id: string | null; static_password: FirstFactorRule['staticPassword']; passcode: boolean;
  code_order: FirstFactorRule['order']; without_token: FirstFactorRule['withoutToken'];
}
interface BackEndRow {
  back_end_id: string; enabled: boolean; servers: string[]; security: string; ca: string | null; server_timeout_ms: number; lookup: unknown;
  sealed_bind_password: Buffer | null; version: number;
}

export interface KnownFirstFactorsParts {
  readonly pool: Pool;
  readonly sealer: Sealer;
  readonly limits: Pick<AuthLimits, 'backEndMs' | 'backEndConcurrent' | 'backEndWaiting'>;
  readonly monotonic: () => number;
  readonly onError: (error: unknown) => void;
}

/**
 * Rules and back ends as the directory had them a second ago. They are few and read by every sign-in, so they are kept
 * here and no sign-in asks for them.
 */
export class KnownFirstFactors implements FirstFactors, BackEndPasswords {
  private rules: ReadonlyMap<string, FirstFactorRule> = new Map();
  private graces: ReadonlyMap<string, number> = new Map();
  private backEnds: ReadonlyMap<string, { readonly version: number; readonly enabled: boolean; readonly backEnd: DirectoryBackEnd }> = new Map();
  /** Whether rules were read. */
  loaded = false;
  private readonly stopping = new AbortController();
  private following: Promise<void> = Promise.resolve();

  constructor(private readonly parts: KnownFirstFactorsParts) {}

  /** Begins to follow the directory, which may not be there yet. */
  async start(): Promise<void> {
    await this.tryToRefresh();
    this.following = this.follow(this.stopping.signal);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.following;
  }

  /** One after another, however long one takes. */
  private async follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(REFRESH_MS, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) await this.tryToRefresh();
    }
  }

  private async tryToRefresh(): Promise<void> {
    try {
      await this.refresh();
    } catch (error) {
      // Until the directory's owner has made its views there is nothing to read, and nothing is decided.
      if (this.loaded) this.parts.onError(error);
    }
  }

  /** @throws before the rules were read: a sign-in must not be decided without them */
  of({ siteAncestors, groupId }: Pick<User, 'siteAncestors' | 'groupId'>, now: number): FirstFactor | undefined {
    if (!this.loaded) throw new Error('the rules of the sites were not read yet');
    if (this.rules.size === 0) return undefined;
    const nearest = siteAncestors.findLast((id) => this.rules.has(id));
    const rule = nearest === undefined ? undefined : this.rules.get(nearest);
    return rule && { rule, inGrace: groupId !== null && (this.graces.get(groupId) ?? 0) > now };
  }

  async check(backEndId: string, login: string, password: string): ReturnType<BackEndPasswords['check']> {
    const known = this.backEnds.get(backEndId);
    if (!known?.enabled) return { verdict: 'unreachable', reason: known ? 'switched-off' : 'not-there' };
    const answer = await known.backEnd.check(login, password);
    return answer.verdict === 'unreachable' ? { verdict: 'unreachable', reason: answer.fault } : answer;
  }

  health(backEndId: string): ServerHealth[] {
    return this.backEnds.get(backEndId)?.backEnd.health() ?? [];
  }

  /** Questions to back ends that are under way or wait. */
  get size(): number {
    return [...this.backEnds.values()].reduce((sum, { backEnd }) => sum + backEnd.size, 0);
  }

  readonly lengthOf: PasswordLengths = async (userId) => {
    const { rows: [row] } = await this.parts.pool.query<{ password_length: number }>(
      'SELECT password_length FROM directory.auth_password_length_v1 WHERE user_id = $1', [userId]);
    return row?.password_length;
  };

  /** Reads everything anew. */
  async refresh(): Promise<void> {
    const { pool } = this.parts;
    const [rules, graces, backEnds] = await Promise.all([
      pool.query<RuleRow>('SELECT site_id, back_end_id, static_password, passcode, code_order, without_token FROM directory.auth_first_factor_v1'),
      pool.query<{ group_id: string; token_grace_until: Date }>('SELECT group_id, token_grace_until FROM directory.auth_token_grace_v1'),
      pool.query<BackEndRow>(`
        SELECT back_end_id, enabled, servers, security, ca, server_timeout_ms, lookup, sealed_bind_password, version FROM directory.auth_back_end_v1`),
    ]);
    this.loaded = true;
    this.rules = new Map(rules.rows.map((row) => [row.site_id, ruleOf(row)]));
    this.graces = new Map(graces.rows.map((row) => [row.group_id, row.token_grace_until.getTime()]));
    this.backEnds = new Map(backEnds.rows.flatMap((row) => {
      const known = this.backEnds.get(row.back_end_id);
      // What a server did before belongs to the breaker, as long as it is asked in the same way.
      if (known?.version === row.version) return [[row.back_end_id, known]];
      try {
        return [[row.back_end_id, { version: row.version, enabled: row.enabled, backEnd: this.open(row) }]];
      } catch (error) {
        // One that cannot be read must not take the others along.
        this.parts.onError(error);
        return [];
      }
    }));
  }

  private open(row: BackEndRow): DirectoryBackEnd {
    const { sealer, limits, monotonic } = this.parts;
    const lookup = accountLookupSchema.parse(row.lookup);
    const bindPassword = row.sealed_bind_password && sealer.open(row.sealed_bind_password, backEndPasswordAad(row.back_end_id)).toString('utf8');
    const settings: DirectorySettings = {
      servers: row.servers, security: transportSecuritySchema.parse(row.security), ca: row.ca, serverTimeoutMs: row.server_timeout_ms,
      lookup: lookup.how === 'search' ? { ...lookup, bindPassword } : lookup,
    };
    return new DirectoryBackEnd({ settings, totalMs: limits.backEndMs, concurrent: limits.backEndConcurrent, waiting: limits.backEndWaiting, monotonic });
  }
}

const ruleOf = (row: RuleRow): FirstFactorRule => ({
  backEndId: row.back_end_id, staticPassword: row.static_password, passcode: row.passcode, order: row.code_order, withoutToken: row.without_token,
});
