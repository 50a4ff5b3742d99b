import * as adminApi from '@countersign/contracts/admin-api';
import type { AuditEvent } from '@countersign/contracts';
import type { AdminApi } from './admin-api.ts';

const PAGE = 500;

/** Every event of the trail in the order of arrival. */
export async function readTrail(api: AdminApi): Promise<AuditEvent[]> {
  const events: AuditEvent[] = [];
  for (let after = 0; ;) {
    const { entries, next } = await api.call(adminApi.listAuditEvents, { query: { after, limit: PAGE } });
    events.push(...entries.map(({ event }) => event));
    if (next === null || entries.length === 0) return events;
    after = next;
  }
}

/** Waits until the trail holds what `isComplete` wants; answers its last state, complete or not. */
export async function trailOnceComplete(api: AdminApi, isComplete: (events: readonly AuditEvent[]) => boolean, timeoutMs = 60_000): Promise<AuditEvent[]> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const events = await readTrail(api).catch(() => []);
    if (isComplete(events) || performance.now() > end) return events;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
