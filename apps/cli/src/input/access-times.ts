import { accessTimesSchema, type AccessWindow } from '@countersign/contracts';
import { InvalidArgumentError } from 'commander';
import type { Removable } from './values.ts';

export type AccessTimesArgument = Removable<AccessWindow[]>;

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const WINDOW = /^([a-z,-]+) (\d\d:\d\d)-(\d\d:\d\d)$/;

/** `Mon-Fri 08:00-18:00; Sat,Sun 10:00-14:00`, or `none` for always. */
export function parseAccessTimes(text: string): AccessTimesArgument {
  if (text === 'none') return { value: null };
  const parsed = accessTimesSchema.safeParse(text.split(';').map((part) => windowOf(part.trim().toLowerCase())));
  if (!parsed.success) throw unreadable();
  return { value: parsed.data };
}

function windowOf(text: string): AccessWindow {
  const [, days = '', from = '', until = ''] = WINDOW.exec(text) ?? [];
  return { days: days.split(',').flatMap((part) => daysOf(part)), from, until };
}

/** One day, or a span of days that may go over the end of the week. */
function daysOf(part: string): number[] {
  const [first = -1, last = first] = part.split('-').map((name) => DAYS.indexOf(name));
  if (first < 0 || last < 0) throw unreadable();
  return Array.from({ length: (last - first + DAYS.length) % DAYS.length + 1 }, (_, index) => (first + index) % DAYS.length + 1);
}

const unreadable = (): InvalidArgumentError => new InvalidArgumentError('must be times such as "Mon-Fri 08:00-18:00; Sat,Sun 10:00-14:00", or none');

/** The same the other way round. */
export function accessTimesText(windows: readonly AccessWindow[] | null): string {
  const name = (day: number): string => { const [first = '', ...rest] = DAYS[day - 1] ?? ''; return first.toUpperCase() + rest.join(''); };
  return (windows ?? []).map(({ days, from, until }) => `${days.map((day) => name(day)).join(',')} ${from}-${until}`).join('; ');
}
