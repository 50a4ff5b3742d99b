import { z } from 'zod';
import { csvDelimiters, userFields } from '../../directory/user-csv/index.ts';
import { lineSchema, noParameters, noQuery, shownLineSchema, siteReferenceSchema } from './fields.ts';
import { jobSchema } from './jobs.ts';
import type { Operation } from './operation.ts';

/** Media type of the body: a line of options, then the CSV file. */
export const USER_IMPORT_CONTENT_TYPE = 'application/vnd.countersign.user-import';

/** A column by its name in the header, or by its number from 1. */
const columnSchema = z.union([lineSchema(255).min(1), z.int().min(1).max(1000)]);

export const userImportOptionsSchema = z.strictObject({
  /** Identifier, name or path of the site that gets the users. */
  site: siteReferenceSchema,
  /** As the list of jobs calls the file. */
  fileName: shownLineSchema(255).default(''),
  /** `auto`: by its byte order mark, else UTF-8. Spreadsheets in Chinese often write GB 18030. */
  encoding: z.enum(['auto', 'utf-8', 'utf-16le', 'gb18030']).default('auto'),
  /** Found in the first line when it is not given. */
  delimiter: z.enum(csvDelimiters).optional(),
  /** The first record names the columns; without one, columns are given by their numbers. */
  header: z.boolean().default(true),
  /** Where each field stands; found by the names in the header when it is not given. Other columns are left unread. */
  columns: z.partialRecord(z.enum(userFields), columnSchema).optional(),
  /** What becomes of users that the site has already: refuse the record, leave them as they are, or change what the file says of them. */
  existing: z.enum(['refuse', 'skip', 'update']).default('refuse'),
  /** Make groups that the site does not have; otherwise their users are refused. */
  makeGroups: z.boolean().default(false),
  /** Import the good records although others are refused. */
  partial: z.boolean().default(false),
  /** Report only; nothing is kept. */
  dryRun: z.boolean().default(false),
}).meta({ id: 'UserImportOptions' });
export type UserImportOptions = z.output<typeof userImportOptionsSchema>;

export const startUserImport = {
  id: 'startUserImport', method: 'POST', path: '/jobs/user-imports', permission: 'users.write',
  summary: 'Takes a CSV file of users in and imports it as a job: all of it or nothing, unless `partial`. A cell that is empty leaves its field as it is. `makeGroups` needs groups.write, too',
  parameters: noParameters, query: noQuery, body: null, file: { mediaType: USER_IMPORT_CONTENT_TYPE, options: userImportOptionsSchema },
  reply: jobSchema, status: 202,
} as const satisfies Operation;
