import type { UnusedPlace } from '@countersign/contracts';
import * as api from '@countersign/contracts/admin-api';
import { Controller, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { AuthService } from '../../application/ports.ts';
import type { Caller } from '../../domain/caller.ts';
import { badCursor, type Page, type PageRequest } from '../postgres/page.ts';
import { Reaches } from '../postgres/reaches.ts';
import { TokenExpiry } from '../postgres/token-expiry.ts';
import { Tokens } from '../postgres/tokens.ts';
import { UnusedRows } from '../postgres/unused-rows.ts';
import { Handles, Input, type Call } from './call.ts';
import { exportedList, tokenColumns, unusedTokenColumns, unusedUserColumns } from './exported-lists.ts';
import { AUTH_SERVICE, SURROUNDINGS } from './provided.ts';
import { sendText } from './send-text.ts';

const DAY_MS = 86_400_000;

interface Idle {
  readonly site?: string | undefined;
  readonly days?: number | undefined;
}
interface Ahead {
  readonly days: number;
}

const placeSchema = z.tuple([z.uuid(), z.uuid()]);
const cursorOf = ({ userId, tokenId }: UnusedPlace): string => Buffer.from(JSON.stringify([userId, tokenId])).toString('base64url');

function placeOf(cursor: string): UnusedPlace {
  try {
    const [userId, tokenId] = placeSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return { userId, tokenId };
  } catch {
    throw badCursor();
  }
}

/** Reports of what the directory holds: tokens that end, and what nobody uses, as auth knows it. */
@Controller()
export class DirectoryReportsController {
  constructor(
    private readonly tokens: Tokens,
    private readonly rows: UnusedRows,
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

  async #unusedTokens(asked: Idle, page: PageRequest, caller: Caller): Promise<Page<api.UnusedToken>> {
    const { found, nextCursor } = await this.#unused('tokens', asked, page, caller);
    return { items: await this.rows.tokens(found, caller), nextCursor };
  }

  async #unusedUsers(asked: Idle, page: PageRequest, caller: Caller): Promise<Page<api.UnusedUser>> {
    const { found, nextCursor } = await this.#unused('users', asked, page, caller);
    return { items: await this.rows.users(found, caller), nextCursor };
  }

  async #unused(of: 'users' | 'tokens', { site, days }: Idle, { limit, cursor }: PageRequest, caller: Caller) {
    const since = days === undefined ? null : new Date(this.surroundings.now() - days * DAY_MS).toISOString();
    const after = cursor === undefined ? null : placeOf(cursor);
    const { found, next } = await this.auth.unused({ of, ...await this.reaches.usersOf(site, caller), since, after, limit });
    return { found, nextCursor: next && cursorOf(next) };
  }

  #ends({ days }: Ahead): { endsFrom: string; endsTo: string } {
    const now = this.surroundings.now();
    return { endsFrom: new Date(now).toISOString(), endsTo: new Date(now + days * DAY_MS).toISOString() };
  }
}
