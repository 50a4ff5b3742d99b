import { z } from 'zod';

/** What a column of a token CSV file may be. */
export const tokenCsvColumns = ['serial', 'key', 'type', 'digits', 'period', 'counter', 'hash', 'account', 'manufacturer', 'model', 'start', 'end'] as const;
export type TokenCsvColumn = (typeof tokenCsvColumns)[number];
/** What may stand between cells; a blank stands for any run of blanks and tabs. */
export const tokenCsvDelimiters = [',', ';', '\t', '|', ' '] as const;

/** A column by its name in the header, or by its number from 1. */
const placeSchema = z.union([z.string().min(1).max(255), z.int().min(1).max(1000)]);

/** What an operator says about a CSV file that it does not say itself. */
export const tokenCsvSchema = z.strictObject({
  /** Found in the first line when it is not given. */
  delimiter: z.enum(tokenCsvDelimiters).optional(),
  /** Whether the first line names the columns; found when it is not given, and with chosen columns there is one. */
  header: z.boolean().optional(),
  /** Where each column stands; others are left unread. */
  columns: z.partialRecord(z.enum(tokenCsvColumns), placeSchema).refine(({ serial, key }) => serial !== undefined && key !== undefined, 'serial and key must be given').optional(),
  seedEncoding: z.enum(['auto', 'hex', 'base32', 'base64']).optional(),
  /** Holds where the file leaves it open. */
  assume: z.strictObject({
    algorithm: z.enum(['hotp', 'totp']).optional(),
    hash: z.enum(['sha1', 'sha256', 'sha512']).optional(),
    digits: z.int().min(6).max(8).optional(),
    /** Seconds. */
    period: z.int().min(1).max(604_800).optional(),
  }).optional(),
}).meta({ id: 'TokenCsvOptions' });
export type TokenCsvOptions = z.output<typeof tokenCsvSchema>;
