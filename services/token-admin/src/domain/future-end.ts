import { Refused } from './refused.ts';

/**
 * What is made now has to end later, or nobody can use it. Ends that are set afterwards may lie in the past: that ends a thing.
 *
 * @param end ISO 8601; null or undefined: none @param now milliseconds since 1970 @throws Refused bad-request
 */
export function requireFutureEnd(end: string | null | undefined, now: number): void {
  if (end !== null && end !== undefined && Date.parse(end) <= now) throw new Refused('bad-request', 'The end has passed already.');
}
