import type { Format } from '../../i18n/format.ts';
import type { Messages } from '../../i18n/index.ts';

const SECOND_MS = 1000;

/** How long something took, to what matters: tenths of a second below ten seconds, no seconds from an hour on. */
export function durationText(ms: number, { jobs: { spans } }: Messages, { number }: Pick<Format, 'number'>): string {
  const tenths = Math.round(Math.max(0, ms) / 100);
  if (tenths < 100) return spans.seconds(number(tenths / 10));
  const seconds = Math.round(ms / SECOND_MS);
  if (seconds < 60) return spans.seconds(number(seconds));
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? spans.minutes(number(minutes), number(seconds % 60)) : spans.hours(number(Math.floor(minutes / 60)), number(minutes % 60));
}
