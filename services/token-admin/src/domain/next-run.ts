import type * as adminApi from '@countersign/contracts/admin-api';
import { instantOf, localTimeOf } from './user-file/local-time.ts';

const HOUR_MS = 60 * 60_000;

/**
 * When a schedule is due next. However many times went by unnoticed, there is one next time, and it lies after `now`.
 * @param since what hours are counted from: the time that was due last, or the one at which the schedule was set
 * @param timeZone in which a time of day is meant
 * @returns milliseconds since 1970
 */
export function nextRun(schedule: adminApi.SyncSchedule, { since, now, timeZone }: { since: number; now: number; timeZone: string }): number {
  if (schedule.every === 'hours') {
    const step = schedule.hours * HOUR_MS;
    return since + Math.max(1, Math.floor((now - since) / step) + 1) * step;
  }
  const [hour = 0, minute = 0] = schedule.at.split(':').map(Number);
  const today = localTimeOf(now, timeZone);
  for (let day = 0; ; day += 1) {
    const date = new Date(Date.UTC(today.year, today.month - 1, today.day + day));
    const due = instantOf({ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), hour, minute, second: 0 }, timeZone);
    if (due !== undefined && due > now) return due;
  }
}
