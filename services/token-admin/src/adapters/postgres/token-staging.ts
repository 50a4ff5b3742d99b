import type { ImportTransaction, RunImport } from '../../application/import-tokens.ts';
import type { StagedToken } from '../../application/staged-token.ts';
import type { DirectoryDatabase } from './directory-database.ts';
import { resolveSite } from './sites.ts';

/** Columns of the staging table, their types, and where they come from. */
const COLUMNS = [
  ['line', 'int', 'line'], ['id', 'uuid', 'id'], ['serial', 'text', 'serial'], ['algorithm', 'text', 'algorithm'], ['hash', 'text', 'hash'],
  ['digits', 'smallint', 'digits'], ['period', 'int', 'period'], ['t0', 'bigint', 't0'], ['suite', 'text', 'suite'],
  ['initial_counter', 'bigint', 'initialCounter'], ['sealed_seed', 'bytea', 'sealedSeed'], ['seed_fingerprint', 'bytea', 'seedFingerprint'],
  ['starts_at', 'timestamptz', 'startsAt'], ['ends_at', 'timestamptz', 'endsAt'], ['manufacturer', 'text', 'manufacturer'], ['model', 'text', 'model'],
] as const satisfies readonly (readonly [string, string, keyof StagedToken])[];

const names = COLUMNS.map(([name]) => name).join(', ');
const ADD = `
  INSERT INTO directory.token_staging (import_id, ${names})
  SELECT $1::uuid, * FROM unnest(${COLUMNS.map(([, type], index) => `$${index + 2}::${type}[]`).join(', ')})`;
const DUPLICATES = `
  SELECT s.line, s.serial FROM directory.token_staging s
  WHERE s.import_id = $1 AND EXISTS (SELECT FROM directory.token t WHERE t.serial = s.serial) ORDER BY s.line`;
const TAKEN = COLUMNS.slice(1).map(([name]) => name).join(', ');
const TAKE = `
  INSERT INTO directory.token (${TAKEN}, site_id, kind, enabled, one_time, use_pin, allow_next_tokencode, sms)
  SELECT ${TAKEN}, $2, $3, $4, $5, $6, $7, $8 FROM directory.token_staging s
  WHERE s.import_id = $1 AND NOT EXISTS (SELECT FROM directory.token t WHERE t.serial = s.serial)`;

/** Imports over the staging table: arrays of a batch go in one statement, tokens come out in one. */
export const importInto = (database: DirectoryDatabase): RunImport => async (reference, actor, work) => database.change(actor, async (sql) => {
  const importId = sql.newId();
  const site = await resolveSite(sql, reference);
  const transaction: ImportTransaction = {
    site,
    importId,
    add: async (batch) => {
      await sql.run(ADD, [importId, ...COLUMNS.map(([, , field]) => batch.map((token) => token[field]))]);
    },
    duplicates: async () => sql.rows(DUPLICATES, [importId]),
    take: async ({ kind, enable, mode }) => sql.run(TAKE, [importId, site.id, kind, enable, mode.oneTime, mode.usePin, mode.allowNextTokencode, mode.sms]),
    discard: async () => {
      await sql.run('DELETE FROM directory.token_staging WHERE import_id = $1', [importId]);
    },
    record: (change) => sql.record(change),
  };
  return work(transaction);
});
