import { randomInt } from 'node:crypto';
import type { PoolClient, QueryConfig } from 'pg';
import { type AddressRange, addressAt, type CheckAttribute, foldLogin, mergeProfiles, type PlacedProfile, poolSize, type ReplyAttribute } from '@countersign/contracts';
import type { LoadedNetwork, ReservedSession } from '../../application/ports.ts';
import type { AddressPool, LiveSession } from '../../domain/index.ts';
import { named } from './named.ts';
import * as queries from './network-queries.ts';

/** Addresses tried at random for each that is wanted: of a pool that is half full one of them is free 999 times in 1000. */
const TRIED_FOR_EACH = 8;
const TRIED_BESIDE = 4;

interface ProfileRow {
  user_id: string; agent_host_id: string; place: PlacedProfile['place']; radius_profile_id: string; name: string;
  check_attributes: CheckAttribute[]; reply_attributes: ReplyAttribute[];
  pool_id: string | null; pool_ranges: AddressRange[] | null; pool_lease_minutes: number | null;
}

interface SessionRow {
  id: string; user_id: string; state: 'reserved' | 'online'; source: string | null; pool_id: string | null; pool_address: string | null;
}

type Pair = { readonly userId: string; readonly hostId: string };

/** Loads profiles and sessions together, then – where a pool is named – addresses that are free. */
export async function loadNetwork(client: PoolClient, pairs: readonly Pair[], now: number): Promise<LoadedNetwork> {
  const userIds = [...new Set(pairs.map(({ userId }) => userId))];
  const [profiles, sessions] = await Promise.all([
    client.query<ProfileRow>(named('load-profiles', queries.loadProfiles, [pairs.map(({ userId }) => userId), pairs.map(({ hostId }) => hostId)])),
    client.query<SessionRow>(named('load-sessions', queries.loadSessions, [userIds, new Date(now)])),
  ]);
  const placed = Map.groupBy(profiles.rows, (row) => `${row.user_id} ${row.agent_host_id}`);
  const profilesOf = (userId: string, hostId: string): PlacedProfile<AddressPool>[] => (placed.get(`${userId} ${hostId}`) ?? []).map(profileOf);
  const byUser = Map.groupBy(sessions.rows, (row) => row.user_id);

  const wanted = new Map<string, { pool: AddressPool; count: number }>();
  for (const { userId, hostId } of pairs) {
    const { pool } = mergeProfiles(profilesOf(userId, hostId));
    if (pool) wanted.set(pool.id, { pool, count: (wanted.get(pool.id)?.count ?? 0) + 1 });
  }
  const free = new Map<string, readonly string[]>();
  // In one order: a search that has to lock its pool waits for nobody who waits for it.
  for (const { pool, count } of [...wanted.values()].toSorted((one, other) => one.pool.id.localeCompare(other.pool.id))) {
    free.set(pool.id, await freeAddresses(client, pool, count, now));
  }
  return {
    profiles: profilesOf,
    sessions: (userId) => (byUser.get(userId) ?? []).map(sessionOf),
    freeAddresses: (poolId) => free.get(poolId) ?? [],
  };
}

async function freeAddresses(client: PoolClient, pool: AddressPool, count: number, now: number): Promise<string[]> {
  const size = poolSize(pool.ranges);
  const tried = new Set(Array.from({ length: Math.min(size, count * TRIED_FOR_EACH + TRIED_BESIDE) }, () => addressAt(pool.ranges, randomInt(size)) ?? ''));
  const { rows } = await client.query<{ address: string }>(named('free-among', queries.freeAmong, [pool.id, [...tried]]));
  if (rows.length >= count) return rows.map(({ address }) => address);
  await client.query(queries.lockPool, [pool.id]);
  await client.query(queries.giveBack, [pool.id, new Date(now)]);
  const all = await client.query<{ address: string }>(
    queries.freeOfAll, [pool.id, pool.ranges.map(({ first }) => first), pool.ranges.map(({ last }) => last), count]);
  return all.rows.map(({ address }) => address);
}

/** The statement that writes reservations. */
export function reserveQuery(sessions: readonly ReservedSession[]): QueryConfig {
  const column = <T>(of: (session: ReservedSession) => T): T[] => sessions.map(of);
  return named('reserve-sessions', queries.reserve, [
    column(({ id }) => id), column(({ userId }) => userId), column(({ userSiteId }) => userSiteId), column(({ login }) => login),
    column(({ login }) => foldLogin(login)), column(({ agentHostId }) => agentHostId), column(({ siteId }) => siteId), column(({ source }) => source),
    column(({ sourceAddress }) => sourceAddress), column(({ callingStationId }) => callingStationId), column(({ poolId }) => poolId),
    column(({ poolAddress }) => poolAddress), column(({ at }) => new Date(at)), column(({ expiresAt }) => new Date(expiresAt)),
  ]);
}

/** Another transaction gave the address away first: everything is to be decided again. */
export function isAddressTaken(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'constraint' in error && error.constraint === queries.ADDRESS_TAKEN;
}

function profileOf(row: ProfileRow): PlacedProfile<AddressPool> {
  return {
    place: row.place, id: row.radius_profile_id, name: row.name, checkAttributes: row.check_attributes, replyAttributes: row.reply_attributes,
    pool: row.pool_id === null ? null : { id: row.pool_id, ranges: row.pool_ranges ?? [], leaseMinutes: row.pool_lease_minutes ?? 1 },
  };
}

function sessionOf({ id, state, source, pool_id: poolId, pool_address: poolAddress }: SessionRow): LiveSession {
  return { id, state, source, poolId, poolAddress };
}
