import * as adminApi from '@countersign/contracts/admin-api';
import { changed } from '../../application/recorded-change.ts';
import { isAmong, networkOf } from '../../domain/network-address.ts';
import { type Caller, requireConfirmed, requireWholeScope } from '../../domain/caller.ts';
import { Refused } from '../../domain/refused.ts';
import type { Asked } from './asked.ts';
import type { DirectoryDatabase } from './directory-database.ts';
import { requireVersion, type Optional, type Sql } from './sql.ts';

type SettingValues = adminApi.Settings;
export interface VersionedSettings {
  readonly settings: SettingValues;
  readonly version: number;
}

/** Milliseconds for which a replica goes by the settings that it has read. */
const FRESH_MS = 1_000;
const settingNames = new Set<string>(adminApi.settingNames);
/** No object of its own: the installation's. */
const SETTINGS_ID = '00000000-0000-7000-8000-000000000002';

/** What administrators set for the whole installation; a replica follows another one's change within a second. */
export class Settings {
  #known: { readonly values: SettingValues; readonly until: number } | undefined;

  /** @param defaults what is true until somebody sets it */
  constructor(private readonly database: DirectoryDatabase, private readonly defaults: SettingValues, private readonly now: () => number) {}

  /** As of a second ago at most. */
  async current(): Promise<SettingValues> {
    const at = this.now();
    if (this.#known !== undefined && this.#known.until > at && this.#known.until <= at + FRESH_MS) return this.#known.values;
    const { settings } = await this.get();
    this.#known = { values: settings, until: at + FRESH_MS };
    return settings;
  }

  async get(): Promise<VersionedSettings> {
    return this.database.read(async (sql) => this.#read(sql));
  }

  /** @throws Refused conflict; confirmation-needed, session-needed for those that guard administration; forbidden within a scope; bad-request for what cannot work or would lock the caller out */
  async update(input: Optional<SettingValues>, { caller, version }: Asked): Promise<VersionedSettings> {
    requireWholeScope(caller, 'A setting of the installation');
    const result = await this.database.change(caller, async (sql) => {
      await sql.run('LOCK TABLE directory.setting IN SHARE ROW EXCLUSIVE MODE');
      const before = await this.#read(sql);
      requireVersion(before, version);
      const changes = Object.entries({
        ...input, ...(input.administrationAddresses === undefined ? {} : { administrationAddresses: networks(input.administrationAddresses) }),
      }).filter(([name, value]) => settingNames.has(name) && value !== undefined);
      for (const [name, value] of changes) {
        await sql.run(`
          INSERT INTO directory.setting (name, value) VALUES ($1, $2)
          ON CONFLICT (name) DO UPDATE SET value = excluded.value, version = directory.setting.version + 1`, [name, JSON.stringify(value)]);
      }
      const after = await this.#read(sql);
      requireGuardsKept(caller, before.settings, after.settings);
      if (after.settings.sessionIdleMinutes > after.settings.sessionAbsoluteMinutes) throw new Refused('bad-request', 'A session cannot be idle for longer than it lasts.', 'sessionIdleMinutes');
      requireOwnAddress(after.settings, caller.actor.address);
      if (after.settings.requireToken && !before.settings.requireToken) await requireOwnToken(sql, caller.actor);
      sql.record(changed('settings', 'update', { before: identified(before.settings), after: identified(after.settings) }));
      return after;
    });
    this.#known = undefined;
    return result;
  }

  async #read(sql: Sql): Promise<VersionedSettings> {
    const rows = await sql.rows<{ name: string; value: unknown; version: number }>('SELECT name, value, version FROM directory.setting ORDER BY name');
    const stored = Object.fromEntries(rows.filter(({ name }) => settingNames.has(name)).map(({ name, value }) => [name, value]));
    return { settings: adminApi.settingsSchema.parse({ ...this.defaults, ...stored }), version: rows.reduce((sum, row) => sum + row.version, 1) };
  }
}

function networks(texts: readonly string[]): string[] {
  try {
    return [...new Set(texts.map((text) => networkOf(text)))];
  } catch (error) {
    throw error instanceof Refused ? new Refused(error.code, error.detail, 'administrationAddresses') : error;
  }
}

const identified = (settings: SettingValues) => ({ ...settings, id: SETTINGS_ID });

/** @throws Refused confirmation-needed, session-needed */
function requireGuardsKept(caller: Caller, before: SettingValues, after: SettingValues): void {
  const isChanged = (name: adminApi.SettingName): boolean => JSON.stringify(before[name]) !== JSON.stringify(after[name]);
  if (adminApi.settingNames.some((name) => adminApi.guardsAdministration[name] && isChanged(name))) requireConfirmed(caller);
}

function requireOwnAddress({ administrationAddresses }: SettingValues, address: string | null): void {
  if (address === null || administrationAddresses.length === 0 || isAmong(address, administrationAddresses)) return;
  throw new Refused('bad-request', `The address of this request, ${address}, is not among them: nobody could undo the change from here.`, 'administrationAddresses');
}

async function requireOwnToken(sql: Sql, { kind, id }: { readonly kind: string; readonly id: string | null }): Promise<void> {
  const [holder] = await sql.rows<{ count: number }>(`
    SELECT count(*)::int AS count FROM directory.administrator a
    JOIN directory.assignment s ON s.user_id = a.user_id JOIN directory.token t ON t.id = s.token_id AND t.enabled AND NOT t.lost
    WHERE CASE WHEN $1::uuid IS NULL THEN a.role = 'super-administrator' ELSE a.user_id = $1 END`, [kind === 'administrator' ? id : null]);
  if ((holder?.count ?? 0) === 0) throw new Refused('bad-request', 'Bind a token to the own account first: otherwise nobody could sign in.', 'requireToken');
}
