import { randomInt } from 'node:crypto';

/** Rows made per millisecond, as far as their ids tell. */
const PER_MILLISECOND = 64;

/**
 * UUIDs version 7 (RFC 9562 section 5.7) in the order of the rows, so that primary keys grow at their end as they do
 * in service. The same number always gives the same id: tables refer to each other without remembering.
 */
export function rowIds(now: number): (number: number) => string {
  const series = randomInt(0x1000).toString(16).padStart(3, '0');
  const group = randomInt(0x1000).toString(16).padStart(3, '0');
  return (number) => {
    const time = (now + Math.floor(number / PER_MILLISECOND)).toString(16).padStart(12, '0');
    return `${time.slice(0, 8)}-${time.slice(8)}-7${series}-8${group}-${number.toString(16).padStart(12, '0')}`;
  };
}
