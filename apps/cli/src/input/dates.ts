import { InvalidArgumentError } from 'commander';
import type { Removable } from './values.ts';

const FORM = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?$/i;
const WANTED = 'must be a date (2026-12-31), a time (2026-12-31T18:00, 2026-12-31T10:00Z) or "none"';

/** What `--starts` and `--ends` take: an instant for the API, or "none". */
export type DateArgument = Removable<string>;

/** A plain date is the beginning of that day. Without an offset, times are those of this computer's time zone. */
export const parseStart = (text: string): DateArgument => ({ value: parseOrNone(text, 'start') });

/** A plain date is the end of that day, its last millisecond. */
export const parseEnd = (text: string): DateArgument => ({ value: parseOrNone(text, 'end') });

/** For filters, which have no "none". */
export const parseInstant = (edge: Edge) => (text: string): string => parse(text, edge);

type Edge = 'start' | 'end';

const parseOrNone = (text: string, edge: Edge): string | null => (text === 'none' ? null : parse(text, edge));

function parse(text: string, edge: Edge): string {
  const match = FORM.exec(text) ?? refuse();
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const calendar = new Date(Date.UTC(year, month - 1, day));
  if (calendar.getUTCMonth() !== month - 1 || calendar.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) refuse();
  const plain = match[4] === undefined;
  const offset = match[7];
  if (plain) {
    const time = edge === 'start' ? new Date(year, month - 1, day) : new Date(new Date(year, month - 1, day + 1).getTime() - 1);
    return time.toISOString();
  }
  const time = offset === undefined ? new Date(year, month - 1, day, hour, minute, second) : new Date(text.replace(' ', 'T').toUpperCase());
  return Number.isNaN(time.getTime()) ? refuse() : time.toISOString();
}

function refuse(): never {
  throw new InvalidArgumentError(WANTED);
}
