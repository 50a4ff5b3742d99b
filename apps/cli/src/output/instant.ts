const two = (value: number): string => String(value).padStart(2, '0');

/** An instant of the API (ISO 8601, UTC) in this computer's time zone, its offset behind it; empty for null. */
export function localTime(instant: string | null): string {
  if (instant === null) return '';
  const minutes = -new Date(instant).getTimezoneOffset();
  const offset = `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
  return `${shortTime(instant)} ${offset}`;
}

/** The same without the offset, for the columns of tables. */
export function shortTime(instant: string | null): string {
  if (instant === null) return '';
  const time = new Date(instant);
  const date = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  return `${date} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}
