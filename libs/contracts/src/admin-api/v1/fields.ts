import { z } from 'zod';
import { foldLogin } from '../../directory/login-name.ts';
import { mixesAlphabets } from '../../text/alphabets.ts';
import { lineSchema, shownLineSchema } from '../../text/line.ts';

export { lineSchema, shownLineSchema };

/** Pieces that several resources of the admin API share. */

/** A name that people read: one line, 1 to 128 characters, no spaces around it. */
export const nameSchema = shownLineSchema(128).min(1).refine((text) => text.trim() === text, 'must not begin or end with a space');
export const optionalTextSchema = (maximum: number) => shownLineSchema(maximum).min(1).nullable();
export const displayNameSchema = shownLineSchema(128);
/** As the person types it; looked up after NFKC and case folding. */
const MOST_FOLDED = 256;
export const loginSchema = shownLineSchema(128).min(1).refine((text) => text.trim() === text, 'must not begin or end with a space')
  .refine((text) => !/\p{Cf}/u.test(text), 'must not contain invisible characters')
  // One character may stand for a word (㌖), and indexes have room for so much.
  .refine((text) => foldLogin(text).length <= MOST_FOLDED, 'must not be longer than 256 characters once it is folded');
/** One that is given to somebody: it must not pass for another. */
export const newLoginSchema = loginSchema.refine((text) => !mixesAlphabets(text), 'must not mix alphabets whose letters look alike');
export const serialSchema = shownLineSchema(64).min(1);
export const instantSchema = z.iso.datetime({ offset: true });
export const versionSchema = z.int().min(1);

export const idParameters = z.strictObject({ id: z.uuid() });
export const noParameters = z.strictObject({});
export const noQuery = z.strictObject({});
/** Of users, agent hosts and tokens. */
export const smsSchema = z.boolean().describe('Tokencodes by SMS. Kept, and without effect: this release sends none');
export const doneSchema = z.strictObject({ done: z.literal(true) });

/** Opaque; the `nextCursor` of the page before. */
const cursorSchema = z.string().min(1).max(1024);
const limitSchema = z.coerce.number().int().min(1).max(1000).default(100);

/** Query of a list; a `site` is an identifier, a name, or a path of names from the top (`Head office/Lab`). */
export const listQuery = <F extends z.ZodRawShape>(filters: F) =>
  z.strictObject({ cursor: cursorSchema.optional(), limit: limitSchema, ...filters });
export const siteReferenceSchema = lineSchema(1024).min(1);
export const flagQuerySchema = z.enum(['true', 'false']).transform((text) => text === 'true');

export const pageOf = <T extends z.ZodType>(item: T) => z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });
