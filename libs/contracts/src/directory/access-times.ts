import { z } from 'zod';

const clockSchema = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, HH:MM');

/**
 * Some hours of some days of the week, in a site's time zone. `until` is the first minute that no longer belongs to it,
 * `24:00` the end of the day; one that does not come after `from` is on the next day, and the window belongs to the day
 * on which it begins.
 */
export const accessWindowSchema = z.strictObject({
  /** ISO 8601: 1 is Monday, 7 Sunday. */
  days: z.array(z.int().min(1).max(7)).min(1).max(7).refine((days) => new Set(days).size === days.length, 'must name each day once'),
  from: clockSchema,
  until: z.union([clockSchema, z.literal('24:00')]),
}).refine(({ from, until }) => from !== until, 'must not begin and end at the same time').meta({ id: 'AccessWindow' });
export type AccessWindow = z.infer<typeof accessWindowSchema>;

/** Windows of one user or agent host. */
const MOST_WINDOWS = 32;

/** When somebody may sign in; null: always. */
export const accessTimesSchema = z.array(accessWindowSchema).min(1).max(MOST_WINDOWS).nullable();

/** A name of the IANA time zone database that this runtime knows. */
export const timeZoneSchema = z.string().min(1).max(64).refine(isTimeZone, 'must be a time zone such as Europe/Berlin');

function isTimeZone(name: string): boolean {
  // The runtime also takes offsets such as +02:00, which know no summer time.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
