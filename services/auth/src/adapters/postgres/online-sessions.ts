import { randomUUID } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { type Actor, type AuditEvent, clip, foldLogin, type OnlineSession } from '@countersign/contracts';
import { RefusedError } from '@countersign/messaging';
import type { SessionReport } from '../../domain/index.ts';
import type { AdministrationWork } from './administration-work.ts';
import { named, record } from './named.ts';
import * as queries from './session-queries.ts';

/** How long a session lasts without a sign of life, in milliseconds. */
export interface SessionTimes {
  /** Of a device that sends interim updates, and of one that reports start and stop alone. */
  readonly silentMs: number;
  readonly silentWithoutInterimMs: number;
}

/** An ended session stays for so long: a start that was overtaken by its stop opens nothing. */
const ENDED_KEPT_MS = 10 * 60_000;
/** Sessions that one sweep ends. */
const SWEPT = 500;

/** Who a report is about, and who reports. */
export interface Reported {
  readonly userId: string | null;
  readonly userSiteId: string | null;
  readonly login: string;
  readonly agentHostId: string;
  readonly siteId: string;
  readonly sourceAddress: string;
}

interface EndedRow {
  id: string; state: 'reserved' | 'online' | 'ended'; user_id: string | null; login: string; agent_host_id: string; site_id: string;
  source_address: string; device_session_id: string | null;
}

/** The table of sessions: written by accounting, read and ended by administration, swept of what is over. */
export class OnlineSessions {
  constructor(private readonly options: { readonly pool: Pool; readonly work: AdministrationWork; readonly times: SessionTimes; readonly now: () => number }) {}

  /** In the transaction of the record. */
  async report(client: PoolClient, whose: Reported, report: SessionReport): Promise<void> {
    if (report.status === 'stop') return this.stop(client, whose, report);
    const now = this.options.now();
    const interim = report.status === 'interim';
    const facts = [
      new Date(now), new Date(now + (interim ? this.options.times.silentMs : this.options.times.silentWithoutInterimMs)),
      report.address, interim, report.callingStationId, report.inputOctets, report.outputOctets,
    ];
    const device = [whose.agentHostId, whose.sourceAddress, report.sessionId];
    if ((await client.query(named('session-keep-alive', queries.keepAlive, [...device, ...facts]))).rowCount) return;
    if ((await client.query(named('session-has-ended', queries.hasEnded, device))).rowCount) return;
    const reservation = await this.reservationOf(client, whose, report);
    if (reservation !== undefined) await client.query(named('session-begin', queries.begin, [reservation, ...device.slice(1), ...facts]));
    else await this.add(client, whose, report, 'online', facts);
  }

  /** The device that reports began anew, or goes away: nothing of what it reported goes on. */
  async endAll(client: PoolClient, { agentHostId, sourceAddress }: Reported): Promise<void> {
    const now = this.options.now();
    await client.query(named('session-end-all', queries.endAll, [agentHostId, sourceAddress, new Date(now), new Date(now + ENDED_KEPT_MS)]));
  }

  async list(asked: {
    sites: readonly string[] | null; userId: string | null; agentHostId: string | null; login: string | null; state: OnlineSession['state'] | null;
    after: { startedAt: string; id: string } | null; limit: number;
  }): Promise<OnlineSession[]> {
    const { rows } = await this.options.pool.query<ListedRow>(queries.list, [
      asked.sites, asked.userId, asked.agentHostId, asked.login, asked.state, new Date(this.options.now()), asked.after?.startedAt ?? null, asked.after?.id ?? null, asked.limit,
    ]);
    return rows.map(shown);
  }

  /** @throws RefusedError not-found */
  async end(id: string, sites: readonly string[] | null, actor: Actor): Promise<void> {
    await this.options.work.transaction(async (client) => {
      const { rows: [row] } = await client.query<EndedRow>(queries.endOne, [id, sites]);
      if (!row) throw new RefusedError('not-found');
      await client.query(record([this.eventOf(row, { action: 'session.end', actor: clip(`${actor.kind}:${actor.label}`, 4096), actorId: actor.id }, actor.address, 'administration')]));
    });
  }

  async poolUse(poolIds: readonly string[]): Promise<{ poolId: string; used: number }[]> {
    return (await this.options.pool.query<{ poolId: string; used: number }>(queries.poolUse, [poolIds, new Date(this.options.now())])).rows;
  }

  /** Ends what has been silent for too long, with a line of the trail for each session that was online. */
  async sweep(): Promise<number> {
    return this.options.work.transaction(async (client) => {
      const { rows } = await client.query<EndedRow>(queries.sweep, [new Date(this.options.now()), SWEPT]);
      const silent = rows.filter(({ state }) => state === 'online');
      if (silent.length > 0) await client.query(record(silent.map((row) => this.eventOf(row, { reason: 'silent' }, row.source_address, 'accounting'))));
      return rows.length;
    });
  }

  private async stop(client: PoolClient, whose: Reported, report: SessionReport): Promise<void> {
    const now = this.options.now();
    const device = [whose.agentHostId, whose.sourceAddress, report.sessionId];
    const facts = [...device, new Date(now), new Date(now + ENDED_KEPT_MS), report.address, report.inputOctets, report.outputOctets];
    const ended = await client.query(named('session-end', queries.end, facts));
    if (ended.rowCount) return;
    if ((await client.query(named('session-has-ended', queries.hasEnded, device))).rowCount) return;
    // The start was lost: what was reserved for it is over, too.
    const reservation = await this.reservationOf(client, whose, report);
    if (reservation !== undefined) await client.query(named('session-drop', queries.drop, [reservation]));
    const expires = new Date(now + ENDED_KEPT_MS);
    await this.add(client, whose, report, 'ended', [new Date(now), expires, report.address, false, report.callingStationId, report.inputOctets, report.outputOctets]);
  }

  private async reservationOf(client: PoolClient, whose: Reported, report: SessionReport): Promise<string | undefined> {
    if (whose.userId === null) return undefined;
    const { rows: [row] } = await client.query<{ id: string }>(
      named('session-find-reservation', queries.findReservation, [whose.agentHostId, whose.userId, new Date(this.options.now()), report.address, report.callingStationId]));
    return row?.id;
  }

  private async add(client: PoolClient, whose: Reported, report: SessionReport, state: 'online' | 'ended', facts: readonly unknown[]): Promise<void> {
    const now = this.options.now();
    const [, expires, address, interim, station, received, sent] = facts;
    await client.query(named('session-add', queries.add, [
      randomUUID(), state, whose.userId, whose.userSiteId, whose.login, foldLogin(whose.login), whose.agentHostId, whose.siteId, whose.sourceAddress,
      report.sessionId, station, address, new Date(now - (report.seconds ?? 0) * 1000), new Date(now), state === 'ended' ? new Date(now) : null, expires,
      interim, received, sent,
    ]));
  }

  private eventOf(row: EndedRow, detail: AuditEvent['detail'], host: string | null, kind: 'administration' | 'accounting'): AuditEvent {
    return {
      id: randomUUID(), at: new Date(this.options.now()).toISOString(), kind, result: 'session-ended', service: 'auth', site: row.site_id,
      user: { id: row.user_id, login: clip(row.login, 253) }, agentHost: null, host,
      object: { type: 'session', id: row.id, label: clip(row.device_session_id ?? row.id, 253) }, requestKey: null, detail: { ...detail, agentHostId: row.agent_host_id },
    };
  }
}

interface ListedRow {
  id: string; state: OnlineSession['state']; user_id: string | null; login: string; agent_host_id: string; agent_host: string; source_address: string;
  device_session_id: string | null; calling_station_id: string | null; address: string | null; started_at: Date; updated_at: Date; ended_at: Date | null;
  received_octets: number | null; sent_octets: number | null;
}

/** The device counts from where it stands: what it received, the person sent. */
function shown(row: ListedRow): OnlineSession {
  return {
    id: row.id, state: row.state, userId: row.user_id, login: row.login, agentHostId: row.agent_host_id, agentHost: row.agent_host,
    sourceAddress: row.source_address, deviceSessionId: row.device_session_id, callingStationId: row.calling_station_id, address: row.address,
    startedAt: row.started_at.toISOString(), updatedAt: row.updated_at.toISOString(), endedAt: row.ended_at?.toISOString() ?? null,
    receivedOctets: row.sent_octets, sentOctets: row.received_octets,
  };
}
