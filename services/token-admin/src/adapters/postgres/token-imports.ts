import type { ImportTransaction, RunImport } from '../../application/import-transaction.ts';
import type { ImportedToken, ImportMode } from '../../application/imported-token.ts';
import { requireSiteScope } from '../../domain/caller.ts';
import { Refused } from '../../domain/refused.ts';
import { assigner, type TokenLimit } from './assign-imported.ts';
import { copyRow } from './copy-text.ts';
import { isUniqueViolation } from './database-refusals.ts';
import type { ChangeSql, DirectoryDatabase } from './directory-database.ts';
import { resolveSite } from './sites.ts';

/** Columns that come from the file, and where they are. */
const FILE_COLUMNS = [
  ['id', 'id'], ['serial', 'serial'], ['algorithm', 'algorithm'], ['hash', 'hash'], ['digits', 'digits'], ['period', 'period'],
  ['t0', 't0'], ['suite', 'suite'], ['initial_counter', 'initialCounter'], ['sealed_seed', 'sealedSeed'], ['seed_fingerprint', 'seedFingerprint'],
  ['starts_at', 'startsAt'], ['ends_at', 'endsAt'], ['manufacturer', 'manufacturer'], ['model', 'model'], ['kind', 'kind'], ['uses', 'uses'],
] as const satisfies readonly (readonly [string, keyof ImportedToken])[];
/** Columns that are the same for the whole import. */
const IMPORT_COLUMNS = ['site_id', 'enabled', 'one_time', 'use_pin', 'allow_next_tokencode', 'sms'] as const;

const COPY = `COPY directory.token (${[...FILE_COLUMNS.map(([name]) => name), ...IMPORT_COLUMNS].join(', ')}) FROM STDIN`;
const KNOWN = 'SELECT serial FROM directory.token WHERE serial = ANY($1::text[])';

/** Times that others may bring the same tokens between looking and copying. */
const ROUNDS = 5;
/** What goes to the database at once. */
const PIECE_CHARACTERS = 65_536;

/** Imports straight into the table of tokens: COPY is the fastest way in, and a savepoint the way back. */
export const importInto = (database: DirectoryDatabase, settings: TokenLimit): RunImport => async (reference, caller, work, signal) => database.change(caller, async (sql) => {
  const importId = sql.newId();
  const site = await resolveSite(sql, reference, caller);
  requireSiteScope(caller);
  await sql.unhurried();
  await sql.run('SAVEPOINT import');
  return work({
    site, importId,
    make: async (tokens, mode) => make(sql, site.id, tokens, mode),
    known: async (tokens) => known(sql, tokens),
    assign: assigner(sql, site, settings),
    takeBack: async () => {
      await sql.run('ROLLBACK TO SAVEPOINT import');
    },
    record: (change) => sql.record(change),
    run: async (text, values) => sql.run(text, values),
  } satisfies ImportTransaction);
}, signal);

/** Copies first and asks afterwards: most files have nothing that the directory has. */
async function make(sql: ChangeSql, siteId: string, tokens: readonly ImportedToken[], mode: ImportMode): Promise<readonly ImportedToken[]> {
  // In the order of serials, so that imports of the same tokens wait for each other instead of blocking each other.
  const ordered = tokens.toSorted((one, other) => (one.serial < other.serial ? -1 : 1));
  const duplicates = new Set<ImportedToken>();
  for (let round = 0; round < ROUNDS; round += 1) {
    await sql.run('SAVEPOINT batch');
    try {
      await sql.copy(COPY, rowsOf(siteId, ordered.filter((token) => !duplicates.has(token)), mode));
      await sql.run('RELEASE SAVEPOINT batch');
      return [...duplicates];
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      await sql.run('ROLLBACK TO SAVEPOINT batch');
      for (const token of await known(sql, ordered)) duplicates.add(token);
    }
  }
  throw new Refused('conflict', 'Other imports bring the same tokens: try again.');
}

async function known(sql: ChangeSql, tokens: readonly ImportedToken[]): Promise<readonly ImportedToken[]> {
  const rows = await sql.rows<{ serial: string }>(KNOWN, [tokens.map(({ serial }) => serial)]);
  const serials = new Set(rows.map(({ serial }) => serial));
  return tokens.filter(({ serial }) => serials.has(serial));
}

/** Rows for COPY, some thousands of characters at a time. */
async function* rowsOf(siteId: string, tokens: readonly ImportedToken[], { enable, mode }: ImportMode): AsyncGenerator<string, void> {
  const same = [siteId, ...[enable, mode.oneTime, mode.usePin, mode.allowNextTokencode, mode.sms].map((flag) => (flag ? 't' : 'f'))];
  let text = '';
  for (const token of tokens) {
    text += copyRow([...FILE_COLUMNS.map(([, field]) => token[field]), ...same]);
    if (text.length < PIECE_CHARACTERS) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}
