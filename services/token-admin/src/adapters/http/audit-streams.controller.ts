import * as api from '@countersign/contracts/admin-api';
import { type BeforeApplicationShutdown, Controller, Headers, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { AuditTrail } from '../../application/ports.ts';
import { BoundedFollowers } from '../../domain/bounded-followers.ts';
import { Reaches } from '../postgres/reaches.ts';
import { type AuthenticatedRequest, Handles, Input, type Call } from './call.ts';
import { exportedEntries } from './exported-entries.ts';
import { followedEntries } from './followed-entries.ts';
import { stillAllowed } from './still-allowed.ts';
import { AUDIT_TRAIL } from './provided.ts';
import { sendText } from './send-text.ts';

const FOLLOWERS = { all: 200, each: 10 };
/** So long until a client has to connect again, and to show again that it may. */
const FOLLOW_MS = 5 * 60_000;
/** A client that takes nothing is cut off this long afterwards. */
const STUCK_MS = 30_000;
const fileTypes = { csv: 'text/csv', jsonl: 'application/jsonl' } as const;

/** The trail as a file, and as it grows. */
@Controller()
export class AuditStreamsController implements BeforeApplicationShutdown {
  readonly #followers = new BoundedFollowers(FOLLOWERS);
  readonly #open = new Set<FastifyReply['raw']>();

  constructor(@Inject(AUDIT_TRAIL) private readonly trail: AuditTrail, private readonly reaches: Reaches) {}

  /** The server waits for every reply, and these would go on for minutes: clients connect again, to another replica maybe. */
  beforeApplicationShutdown(): void {
    for (const response of this.#open) response.destroy();
  }

  @Handles(api.exportAuditEvents)
  async export(@Input() { query, caller }: Call<typeof api.exportAuditEvents>, @Res() reply: FastifyReply): Promise<void> {
    const { format, ...filter } = query;
    const sites = await this.reaches.sitesOf(caller);
    const pieces = exportedEntries(this.trail, sites === undefined ? filter : { ...filter, sites }, format, Date.now());
    this.#remember(reply);
    await sendText(reply, { type: fileTypes[format], fileName: `audit.${format}` }, pieces);
  }

  @Handles(api.tailAuditEvents)
  async tail(
    @Input() { query, caller }: Call<typeof api.tailAuditEvents>, @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: AuthenticatedRequest, @Res() reply: FastifyReply,
  ): Promise<void> {
    const { after, ...filter } = query;
    const sites = await this.reaches.sitesOf(caller);
    const leave = this.#followers.enter(`${caller.actor.kind} ${caller.actor.id ?? caller.actor.label}`);
    reply.raw.once('close', leave);
    try {
      const from = /^\d{1,15}$/.test(lastEventId ?? '') ? Number(lastEventId) : after ?? null;
      const pieces = followedEntries(this.trail, sites === undefined ? filter : { ...filter, sites }, from, {
        now: Date.now, until: Date.now() + FOLLOW_MS, mayGoOn: stillAllowed(request, caller, Date.now),
      });
      void reply.header('x-accel-buffering', 'no');
      this.#remember(reply);
      await sendText(reply, { type: 'text/event-stream' }, pieces);
      const stuck = setTimeout(() => reply.raw.destroy(), FOLLOW_MS + STUCK_MS);
      reply.raw.once('close', () => clearTimeout(stuck));
    } catch (error) {
      leave();
      throw error;
    }
  }

  #remember({ raw }: FastifyReply): void {
    this.#open.add(raw);
    raw.once('close', () => this.#open.delete(raw));
  }
}
