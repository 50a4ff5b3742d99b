/** Dates of seed files. */

const XML_DATE_TIME = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?)?\s?(Z|[+-]\d{2}:\d{2})?$/;
const MONTH_DAY_YEAR = /^(\d{2})\/(\d{2})\/(\d{4})$/;
const DAY = /^(\d{4})([-/])(\d{2})\2(\d{2})$/;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** The widest offset that XML Schema allows. */
const MAX_ZONE_MINUTES = 14 * 60;

/**
 * Reads an XML Schema `dateTime` or `date` (UTC where no zone is given), or the MM/DD/YYYY of the first PSKC drafts.
 * @returns undefined when it is no date, or no such day exists
 */
export function parseDate(text: string): Date | undefined {
  const american = MONTH_DAY_YEAR.exec(text);
  if (american !== null) return moment([american[3], american[1], american[2]], undefined);
  const xml = XML_DATE_TIME.exec(text);
  if (xml === null) return undefined;
  return moment([xml[1], xml[2], xml[3], xml[4], xml[5], xml[6]], xml[7]);
}

/** Reads a day, `2031-12-31` or `2031/12/31`, as its beginning in UTC; undefined when it is no day. */
export function parseDay(text: string): Date | undefined {
  const day = DAY.exec(text);
  return day === null ? undefined : moment([day[1], day[3], day[4]], undefined);
}

/** The end of a day, which is where a token ends whose file names the last day on which it is good. */
export function dayAfter(day: Date): Date {
  return new Date(day.getTime() + DAY_MS);
}

function moment(parts: readonly (string | undefined)[], zone: string | undefined): Date | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map((part) => Number(part ?? 0));
  const local = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const exists = local.getUTCFullYear() === year && local.getUTCMonth() === month - 1 && local.getUTCDate() === day
    && hour < 24 && minute < 60 && second < 60 && Math.abs(zoneMinutes(zone)) <= MAX_ZONE_MINUTES;
  return exists ? new Date(local.getTime() - zoneMinutes(zone) * MINUTE_MS) : undefined;
}

function zoneMinutes(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6));
  return zone.startsWith('-') ? -minutes : minutes;
}
