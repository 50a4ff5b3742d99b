import { adminApi as api } from '@countersign/contracts';
import { Controller, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { findIdle, isIdle } from '../../application/find-idle.ts';
import type { AuthService } from '../../application/ports.ts';
import type { Caller } from '../../domain/caller.ts';
import { cursorBehind, type Page, type PageRequest } from '../postgres/page.ts';
import { Reaches } from '../postgres/reaches.ts';
import { TokenExpiry } from '../postgres/token-expiry.ts';
import { Tokens } from '../postgres/tokens.ts';
import { Users } from '../postgres/users.ts';
import { Handles, Input, type Call } from './call.ts';
import { exportedList, tokenColumns, unusedTokenColumns, unusedUserColumns } from './exported-lists.ts';
import { AUTH_SERVICE, SURROUNDINGS } from './provided.ts';
import { sendText } from './send-text.ts';

const DAY_MS = 86_400_000;
/** As many as auth is asked about at a time. */
const LOOK_ROWS = 1000;
const ORDER = 'newest';

interface Idle {
  readonly site?: string | undefined;
  readonly days?: number | undefined;
}
interface Ahead {
  readonly days: number;
}

/** Reports of what the directory holds: tokens that end, and what nobody uses, as auth knows it. */
@Controller()
export class DirectoryReportsController {
  constructor(
    private readonly users: Users,
    private readonly tokens: Tokens,
    private readonly expiry: TokenExpiry,
    private readonly reaches: Reaches,
    @Inject(AUTH_SERVICE) private readonly auth: AuthService,
    @Inject(SURROUNDINGS) private readonly surroundings: { readonly now: () => number },
  ) {}

  @Handles(api.reportExpiringTokens)
  async expiringTokens(@Input() { query, caller }: Call<typeof api.reportExpiringTokens>) {
    return this.tokens.list({ ...query, ...this.#ends(query), sort: 'endsAt' }, caller);
  }

  @Handles(api.reportExpiryMonths)
  async expiryMonths(@Input() { query, caller }: Call<typeof api.reportExpiryMonths>) {
    return { rows: await this.expiry.byMonth({ ...query, ...this.#ends(query) }, caller) };
  }

  @Handles(api.reportUnusedTokens)
  async unusedTokens(@Input() { query, caller }: Call<typeof api.reportUnusedTokens>) {
    return this.#unusedTokens(query, query, caller);
  }

  @Handles(api.reportUnusedUsers)
  async unusedUsers(@Input() { query, caller }: Call<typeof api.reportUnusedUsers>) {
    return this.#unusedUsers(query, query, caller);
  }

  @Handles(api.reportTokenUse)
  async tokenUse(@Input() { query, caller }: Call<typeof api.reportTokenUse>) {
    return this.auth.lastUses({ of: 'tokens', ...await this.reaches.usersOf(query.site, caller) });
  }

  @Handles(api.reportUserUse)
  async userUse(@Input() { query, caller }: Call<typeof api.reportUserUse>) {
    return this.auth.lastUses({ of: 'users', ...await this.reaches.usersOf(query.site, caller) });
  }

  @Handles(api.exportExpiringTokens)
  async exportExpiringTokens(@Input() { query: { language, ...query }, caller }: Call<typeof api.exportExpiringTokens>, @Res() reply: FastifyReply): Promise<void> {
    const filter = { ...query, ...this.#ends(query), sort: 'endsAt' } as const;
    const list = exportedList(tokenColumns, language, async () => this.reaches.namesFor(caller), async (page) => this.tokens.list({ ...filter, ...page }, caller));
    await sendText(reply, { type: 'text/csv', fileName: 'expiring-tokens.csv' }, list);
  }

  @Handles(api.exportUnusedTokens)
  async exportUnusedTokens(@Input() { query: { language, ...query }, caller }: Call<typeof api.exportUnusedTokens>, @Res() reply: FastifyReply): Promise<void> {
    const list = exportedList(unusedTokenColumns, language, async () => this.reaches.namesFor(caller), async (page) => this.#unusedTokens(query, page, caller));
    await sendText(reply, { type: 'text/csv', fileName: 'unused-tokens.csv' }, list);
  }

  @Handles(api.exportUnusedUsers)
  async exportUnusedUsers(@Input() { query: { language, ...query }, caller }: Call<typeof api.exportUnusedUsers>, @Res() reply: FastifyReply): Promise<void> {
    const list = exportedList(unusedUserColumns, language, async () => this.reaches.namesFor(caller), async (page) => this.#unusedUsers(query, page, caller));
    await sendText(reply, { type: 'text/csv', fileName: 'unused-users.csv' }, list);
  }

  async #unusedTokens({ site, days }: Idle, { limit, cursor: begin }: PageRequest, caller: Caller): Promise<Page<api.UnusedToken>> {
    const since = this.#since(days);
    return findIdle({
      list: async (cursor) => this.tokens.list({ site, assigned: true, sort: ORDER, limit: LOOK_ROWS, cursor }, caller),
      idleOf: async (rows) => {
        const states = rows.length === 0 ? [] : await this.auth.tokenStates(rows.flatMap(({ assignment }) => (assignment === null ? [] : [assignment.id])));
        const lastUse = new Map(states.map(({ assignmentId, lastSignInAt }) => [assignmentId, lastSignInAt]));
        return rows.flatMap(({ id, serial, siteId, enabled, assignment }) => {
          if (assignment === null) return [];
          const { userId, login, assignedAt } = assignment;
          const lastSignInAt = lastUse.get(assignment.id) ?? null;
          return isIdle(assignedAt, lastSignInAt, since) ? [{ id, serial, siteId, enabled, userId, login, assignedAt, lastSignInAt }] : [];
        });
      },
      cursorBehind: ({ id }) => cursorBehind(id, ORDER),
    }, limit, begin);
  }

  async #unusedUsers({ site, days }: Idle, { limit, cursor: begin }: PageRequest, caller: Caller): Promise<Page<api.UnusedUser>> {
    const since = this.#since(days);
    return findIdle({
      list: async (cursor) => this.users.list({ site, sort: ORDER, limit: LOOK_ROWS, cursor }, caller),
      idleOf: async (rows) => {
        const latest = await this.auth.lastSignIns(rows.map(({ id }) => id));
        return rows.flatMap(({ id, login, displayName, siteId, enabled, openedAt }) => {
          const lastSignInAt = latest.get(id) ?? null;
          return isIdle(openedAt, lastSignInAt, since) ? [{ id, login, displayName, siteId, enabled, openedAt, lastSignInAt }] : [];
        });
      },
      cursorBehind: ({ id }) => cursorBehind(id, ORDER),
    }, limit, begin);
  }

  #since(days: number | undefined): number | null {
    return days === undefined ? null : this.surroundings.now() - days * DAY_MS;
  }

  #ends({ days }: Ahead): { endsFrom: string; endsTo: string } {
    const now = this.surroundings.now();
    return { endsFrom: new Date(now).toISOString(), endsTo: new Date(now + days * DAY_MS).toISOString() };
  }
}
