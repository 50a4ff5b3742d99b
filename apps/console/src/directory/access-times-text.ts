import type { AccessWindow } from '@countersign/contracts/admin-api';
import type { Messages } from '../i18n/index.ts';

/** ISO 8601: 1 is Monday. */
export const isoDays = [1, 2, 3, 4, 5, 6, 7] as const;

/** A line for each window, as people write it: `Mon–Fri 08:00–18:00`. */
export function accessTimesLines(windows: readonly AccessWindow[] | null, t: Messages): string[] {
  return windows === null ? [t.access.always] : windows.map(({ days, from, until }) => `${daysText(days, t)} ${from}–${until}${from < until ? '' : ` (${t.access.nextDay})`}`);
}

/** Days in a row as a span. */
function daysText(days: readonly number[], t: Messages): string {
  if (days.length === isoDays.length) return t.access.everyDay;
  const spans: number[][] = [];
  for (const day of days.toSorted((one, other) => one - other)) {
    const last = spans.at(-1);
    if (last?.at(-1) === day - 1) last.push(day);
    else spans.push([day]);
  }
  const name = (day: number | undefined): string => t.access.days[isoDays.find((each) => each === day) ?? 1];
  return spans.map((span) => (span.length > 2 ? `${name(span[0])}–${name(span.at(-1))}` : span.map((day) => name(day)).join(', '))).join(', ');
}
