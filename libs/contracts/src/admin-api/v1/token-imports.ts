import { z } from 'zod';
import { tokenCsvSchema } from '../../directory/token-csv.ts';
import { noParameters, noQuery, shownLineSchema, siteReferenceSchema, smsSchema } from './fields.ts';
import { jobSchema } from './jobs.ts';
import type { Operation } from './operation.ts';
import { TOKEN_KINDS } from './tokens.ts';

/** Media type of an import's body: a line of options, then the file. */
export const IMPORT_CONTENT_TYPE = 'application/vnd.countersign.token-import';
/** Longest OpenPGP private key in armour; one for RSA with 4096 bits and a subkey has 7,000. */
const PRIVATE_KEY_CHARACTERS = 32_768;

export const importOptionsSchema = z.strictObject({
  /** Identifier, name or path of the site that gets the tokens. */
  site: siteReferenceSchema,
  /** Of the file itself, or of what is inside where OpenPGP is around it. */
  format: z.enum(['auto', 'pskc', 'oath-csv', 'otpauth', 'key-fob', 'sdtid', 'yubico-log', 'safenet-xml', 'safenet-dat']).default('auto'),
  /** Of a CSV file: its columns, and what is to be assumed. */
  csv: tokenCsvSchema.optional(),
  /** The seed password: of encrypted PSKC, of a software-token batch, of a file that OpenPGP encrypted under a password. */
  password: z.string().min(1).max(1024).optional(),
  /** The key of encrypted PSKC, in hexadecimal digits. */
  key: z.string().regex(/^(?:[0-9a-fA-F]{2}){8,64}$/).optional(),
  /** The OpenPGP private key that the file was encrypted for, in armour; used once and not kept. */
  privateKey: z.string().min(1).max(PRIVATE_KEY_CHARACTERS).optional(),
  /** Of the private key; without it `password` is tried. */
  passphrase: z.string().min(1).max(1024).optional(),
  /** `auto`: as the file says it, else hardware. A scratch card needs an event token whose number of uses the file limits. */
  kind: z.enum(['auto', ...TOKEN_KINDS]).default('auto'),
  /**
   * Whom a token goes to where the file names its user: nobody; the user of the site, or else of a site below it, with
   * that login name; the same without the domain (`alice@example.com` and `EXAMPLE\\alice` are `alice`). A token whose
   * user is not found stays free, and the report says so. Assigning needs `tokens.assign`.
   */
  assign: z.enum(['nobody', 'login', 'login-without-domain']).default('nobody'),
  /** Usable at once; otherwise they are imported disabled. */
  enable: z.boolean().default(true),
  /** The working mode: the tokens' switches. */
  mode: z.strictObject({
    oneTime: z.boolean().default(true), usePin: z.boolean().default(true),
    allowNextTokencode: z.boolean().default(true), sms: smsSchema.default(false),
  }).prefault({}),
  /** Import the good records although others are refused. */
  partial: z.boolean().default(false),
  /** Report only; nothing is kept. */
  dryRun: z.boolean().default(false),
}).meta({ id: 'TokenImportOptions' });
export type ImportOptions = z.output<typeof importOptionsSchema>;

export const importReportSchema = z.strictObject({
  dryRun: z.boolean(),
  /** Tokens that are in the directory now; in a dry run, that would be. */
  imported: z.int(),
  /** Records that were read well, whether or not they were imported. */
  read: z.int(),
  /** Of those imported, tokens that somebody got. */
  assigned: z.int().optional(),
  refusedCount: z.int(),
  warningCount: z.int().optional(),
  /** The first 1000 of each. */
  warnings: z.array(z.strictObject({ line: z.int(), serial: z.string().nullable(), warning: z.string(), detail: z.string().nullable().optional() })),
  refused: z.array(z.strictObject({ line: z.int(), serial: z.string().nullable(), reason: z.string(), detail: z.string().nullable() })),
}).meta({ id: 'TokenImportReport' });
export type ImportReport = z.infer<typeof importReportSchema>;

export const importTokens = {
  id: 'importTokens', method: 'POST', path: '/token-imports', permission: 'tokens.import',
  summary: 'Imports a token file: all of it or nothing, unless `partial`. Records that cannot be used stand in the report; a file that cannot be read to its end is refused (422 import-refused, with the report)',
  parameters: noParameters, query: noQuery, body: null, file: { mediaType: IMPORT_CONTENT_TYPE, options: importOptionsSchema }, reply: importReportSchema, status: 200,
} as const satisfies Operation;

/** The same options, and how the list of jobs calls the file. */
export const tokenImportJobOptionsSchema = importOptionsSchema.extend({ fileName: shownLineSchema(255).default('') }).meta({ id: 'TokenImportJobOptions' });

export const startTokenImport = {
  id: 'startTokenImport', method: 'POST', path: '/jobs/token-imports', permission: 'tokens.import',
  summary: 'Takes a token file in and imports it as a job: the reply comes when the file has arrived, and GET /jobs/{id} tells the rest. The body is that of /token-imports, its options with `fileName`',
  parameters: noParameters, query: noQuery, body: null, file: { mediaType: IMPORT_CONTENT_TYPE, options: tokenImportJobOptionsSchema }, reply: jobSchema, status: 202,
} as const satisfies Operation;
