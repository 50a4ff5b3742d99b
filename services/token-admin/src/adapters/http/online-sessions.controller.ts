import { foldLogin } from '@countersign/contracts';
import * as api from '@countersign/contracts/admin-api';
import { Controller, Inject } from '@nestjs/common';
import { z } from 'zod';
import type { AuthService } from '../../application/ports.ts';
import { Refused } from '../../domain/refused.ts';
import { Reaches } from '../postgres/reaches.ts';
import { Handles, Input, type Call } from './call.ts';
import { AUTH_SERVICE } from './provided.ts';

const cursorSchema = z.tuple([z.iso.datetime(), z.uuid()]);

@Controller()
export class OnlineSessionsController {
  constructor(@Inject(AUTH_SERVICE) private readonly auth: AuthService, private readonly reaches: Reaches) {}

  @Handles(api.listOnlineSessions)
  async list(@Input() { query, caller }: Call<typeof api.listOnlineSessions>) {
    const { limit, cursor, userId, agentHostId, search, state } = query;
    const found = await this.auth.onlineSessions({
      sites: await this.reaches.sitesOf(caller) ?? null, userId: userId ?? null, agentHostId: agentHostId ?? null,
      login: search === undefined ? null : foldLogin(search), state: state ?? null, after: cursor === undefined ? null : startOf(cursor), limit: limit + 1,
    });
    const items = found.slice(0, limit);
    const last = found.length > limit ? items.at(-1) : undefined;
    return { items, nextCursor: last === undefined ? null : Buffer.from(JSON.stringify([last.startedAt, last.id])).toString('base64url') };
  }

  @Handles(api.endOnlineSession)
  async end(@Input() { parameters, caller }: Call<typeof api.endOnlineSession>) {
    await this.auth.endSession(parameters.id, await this.reaches.sitesOf(caller) ?? null, caller.actor);
    return { done: true } as const;
  }
}

function startOf(cursor: string): { startedAt: string; id: string } {
  try {
    const [startedAt, id] = cursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return { startedAt, id };
  } catch {
    throw new Refused('bad-request', 'The cursor is not one that a page gave.');
  }
}
