import type { ImportTransaction, RunImport } from '../../application/import-transaction.ts';
import type { StagedToken } from '../../application/staged-token.ts';
import { requireSiteScope } from '../../domain/caller.ts';
import { copyRow } from './copy-text.ts';
import type { DirectoryDatabase } from './directory-database.ts';
import { resolveSite } from './sites.ts';

/** Columns of the staging table, and where they come from. All but the line become the token's. */
const COLUMNS = [
  ['line', 'line'], ['id', 'id'], ['serial', 'serial'], ['algorithm', 'algorithm'], ['hash', 'hash'], ['digits', 'digits'], ['period', 'period'],
  ['t0', 't0'], ['suite', 'suite'], ['initial_counter', 'initialCounter'], ['sealed_seed', 'sealedSeed'], ['seed_fingerprint', 'seedFingerprint'],
  ['starts_at', 'startsAt'], ['ends_at', 'endsAt'], ['manufacturer', 'manufacturer'], ['model', 'model'],
  ['kind', 'kind'], ['uses', 'uses'],
] as const satisfies readonly (readonly [string, keyof StagedToken])[];

const STAGE = `COPY directory.token_staging (import_id, ${COLUMNS.map(([name]) => name).join(', ')}) FROM STDIN`;
const DUPLICATES = `
  SELECT s.line, s.serial, count(*) OVER ()::int AS count FROM directory.token_staging s
  WHERE s.import_id = $1 AND EXISTS (SELECT FROM directory.token t WHERE t.serial = s.serial) ORDER BY s.line LIMIT $2`;
const TAKEN = COLUMNS.slice(1).map(([name]) => name).join(', ');
/** In the order of serials, so that imports of the same tokens wait for each other instead of blocking each other. */
const TAKE = `
  INSERT INTO directory.token (${TAKEN}, site_id, enabled, one_time, use_pin, allow_next_tokencode, sms)
  SELECT ${TAKEN}, $2, $3, $4, $5, $6, $7 FROM directory.token_staging WHERE import_id = $1 ORDER BY serial
  ON CONFLICT (serial) DO NOTHING`;

/** What goes to the database at once. */
const PIECE_CHARACTERS = 65_536;

/** Imports over the staging table: one COPY takes the file in, one statement makes tokens of it. */
export const importInto = (database: DirectoryDatabase): RunImport => async (reference, caller, work, signal) => database.change(caller, async (sql) => {
  const importId = sql.newId();
  const site = await resolveSite(sql, reference, caller);
  requireSiteScope(caller);
  await sql.run('SET LOCAL statement_timeout = 0'); // a million tokens take longer than anything else that is asked
  const transaction: ImportTransaction = {
    site,
    importId,
    stage: async (tokens) => sql.copy(STAGE, rowsOf(importId, tokens)),
    duplicates: async (first) => {
      const found = await sql.rows<{ line: number; serial: string; count: number }>(DUPLICATES, [importId, first]);
      return { count: found[0]?.count ?? 0, first: found };
    },
    take: async ({ enable, mode }, expected) => {
      await sql.run('SAVEPOINT take');
      const made = await sql.run(TAKE, [importId, site.id, enable, mode.oneTime, mode.usePin, mode.allowNextTokencode, mode.sms]);
      if (made !== expected) await sql.run('ROLLBACK TO SAVEPOINT take');
      return made === expected;
    },
    discard: async () => {
      await sql.run('DELETE FROM directory.token_staging WHERE import_id = $1', [importId]);
    },
    record: (change) => sql.record(change),
    run: async (text, values) => sql.run(text, values),
  };
  return work(transaction);
}, signal);

/** Rows for COPY, some thousands of characters at a time. */
async function* rowsOf(importId: string, tokens: AsyncIterable<StagedToken>): AsyncGenerator<string, void> {
  let text = '';
  for await (const token of tokens) {
    text += copyRow([importId, ...COLUMNS.map(([, field]) => token[field])]);
    if (text.length < PIECE_CHARACTERS) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}
