import { badField } from './bad-input.ts';

/** What a reply says about the version of its row (RFC 9110 section 8.8.3). */
export const entityTag = (version: number): string => `"${version}"`;

/**
 * The version that a change was made from: in `If-Match`, or in the body's field `version`.
 * @returns undefined when neither says so, or `If-Match` is `*`
 * @throws BadInput
 */
export function expectedVersion(ifMatch: string | undefined, body: unknown): number | undefined {
  const inBody = typeof body === 'object' && body !== null && 'version' in body && typeof body.version === 'number' ? body.version : undefined;
  if (ifMatch === undefined || ifMatch === '*') return inBody;
  const [, digits] = /^"(\d{1,9})"$/.exec(ifMatch) ?? [];
  if (digits === undefined) throw badField('header.if-match', 'must be one ETag as a reply gave it, or *');
  if (inBody !== undefined && inBody !== Number(digits)) throw badField('body.version', 'must be what If-Match says');
  return Number(digits);
}
