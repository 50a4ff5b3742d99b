/** A moment as clocks in some place show it. */
export interface LocalTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/**
 * The moment at which clocks of the time zone show this; of two (clocks were put back) the first, and where they were put
 * forward over it, as much later.
 * @param timeZone of the IANA database
 * @returns milliseconds since 1970; undefined for what no calendar has
 */
export function instantOf(local: LocalTime, timeZone: string): number | undefined {
  const { year, month, day, hour, minute, second } = local;
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second);
  const back = new Date(asUtc);
  if (back.getUTCFullYear() !== year || back.getUTCMonth() !== month - 1 || back.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) return undefined;
  const offsets = [asUtc - DAY_MS, asUtc + DAY_MS].map((near) => offsetOf(near, timeZone));
  const candidates = offsets.map((offset) => asUtc - offset).filter((candidate) => candidate + offsetOf(candidate, timeZone) === asUtc);
  return candidates.length > 0 ? Math.min(...candidates) : asUtc - (offsets[0] ?? 0);
}

/** What clocks of the time zone show at that moment. */
export function localTimeOf(at: number, timeZone: string): LocalTime {
  const shown = new Date(at + offsetOf(at, timeZone));
  return {
    year: shown.getUTCFullYear(), month: shown.getUTCMonth() + 1, day: shown.getUTCDate(),
    hour: shown.getUTCHours(), minute: shown.getUTCMinutes(), second: shown.getUTCSeconds(),
  };
}

const DAY_MS = 24 * 60 * 60_000;

/** By how much the clocks of the zone are ahead of UTC at that moment, in milliseconds. */
function offsetOf(at: number, timeZone: string): number {
  const parts = new Map(formatOf(timeZone).formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) - at;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one takes far longer than using it. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en', {
    timeZone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23',
    year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
  });
  formats.set(timeZone, made);
  return made;
}
