import type { AccessWindow } from '@countersign/contracts';

/** When somebody may sign in, in the time zone of the site. */
export interface AccessTimes {
  /** IANA name. */
  readonly timeZone: string;
  readonly windows: readonly AccessWindow[];
}

/**
 * Whether the instant lies in any of the windows, by the clock on the wall of the time zone: where clocks are set back an
 * hour is allowed twice, where they are set forward a window may be an hour shorter. A time zone that this runtime does
 * not know allows nothing.
 * @param now Unix milliseconds
 */
export function isWithin({ timeZone, windows }: AccessTimes, now: number): boolean {
  const local = wallClock(timeZone, now);
  return local !== undefined && windows.some((window) => contains(window, local));
}

interface WallClock {
  /** ISO 8601: 1 is Monday. */
  readonly day: number;
  /** HH:MM; compares as text. */
  readonly time: string;
}

function contains({ days, from, until }: AccessWindow, { day, time }: WallClock): boolean {
  if (from < until) return days.includes(day) && time >= from && time < until;
  // Over midnight: it belongs to the day on which it began.
  const dayBefore = day === 1 ? 7 : day - 1;
  return (days.includes(day) && time >= from) || (days.includes(dayBefore) && time < until);
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Making a formatter takes longer than a sign-in; a process meets a handful of time zones, and there are some hundreds. */
const formatters = new Map<string, Intl.DateTimeFormat | undefined>();

function formatterOf(timeZone: string): Intl.DateTimeFormat | undefined {
  if (!formatters.has(timeZone)) formatters.set(timeZone, makeFormatter(timeZone));
  return formatters.get(timeZone);
}

function makeFormatter(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  } catch {
    return undefined;
  }
}

function wallClock(timeZone: string, now: number): WallClock | undefined {
  const parts = formatterOf(timeZone)?.formatToParts(now);
  const read = (type: Intl.DateTimeFormatPartTypes): string => parts?.find((part) => part.type === type)?.value ?? '';
  return parts && { day: DAYS.indexOf(read('weekday')) + 1, time: `${read('hour')}:${read('minute')}` };
}
