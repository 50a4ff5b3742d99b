/**
 * What a synchronisation does in the transaction of its import, besides what the import of a file does.
 * `$1` is the synchronisation. Where users are found by their logins, `$2` is its site, and `$3` and `$4` are the identifiers of
 * the entries and their folded logins, side by side; elsewhere `$2` are the identifiers of all entries that are there.
 */

/** The same entry under another login name: its user gets the new one, unless it is empty or somebody else has it. */
export const RENAME = `
  UPDATE directory.user_account u SET login = e.login, login_folded = e.login_folded, version = u.version + 1
  FROM unnest($3::text[], $4::text[], $5::text[]) AS e(external_id, login_folded, login) JOIN directory.synchronised_user s ON s.sync_id = $1 AND s.external_id = e.external_id
  WHERE u.id = s.user_id AND u.site_id = $2 AND u.login_folded <> e.login_folded AND e.login <> ''
    AND NOT EXISTS (SELECT FROM directory.user_account o WHERE o.site_id = $2 AND o.login_folded = e.login_folded)
    AND NOT EXISTS (SELECT FROM directory.administrator a WHERE a.user_id = u.id)`;

/** Who is an entry's user from now on. */
export const LINK = `
  INSERT INTO directory.synchronised_user (sync_id, user_id, external_id)
  SELECT $1, u.id, e.external_id FROM unnest($3::text[], $4::text[]) AS e(external_id, login_folded)
  JOIN directory.user_account u ON u.site_id = $2 AND u.login_folded = e.login_folded
  WHERE NOT EXISTS (SELECT FROM directory.synchronised_user s WHERE s.sync_id = $1 AND s.user_id = u.id)
  ON CONFLICT (sync_id, external_id) DO UPDATE SET user_id = excluded.user_id, gone_at = NULL`;

/** Users who were disabled because their entry was gone, and whose entry is back; not who became an administrator meanwhile. `$3` are entries that the directory itself disables. */
export const RETURN = `
  WITH back AS (
    UPDATE directory.synchronised_user s SET gone_at = NULL WHERE s.sync_id = $1 AND s.gone_at IS NOT NULL AND s.external_id = ANY ($2::text[]) RETURNING s.user_id, s.external_id)
  UPDATE directory.user_account u SET enabled = true, version = u.version + 1
  FROM back WHERE u.id = back.user_id AND NOT u.enabled AND NOT back.external_id = ANY ($3::text[])
    AND NOT EXISTS (SELECT FROM directory.administrator a WHERE a.user_id = u.id)`;

const IS_GONE = `
  s.sync_id = $1 AND s.gone_at IS NULL AND NOT s.external_id = ANY ($2::text[])
  AND EXISTS (SELECT FROM directory.user_account u WHERE u.id = s.user_id AND u.enabled)
  AND NOT EXISTS (SELECT FROM directory.administrator a WHERE a.user_id = s.user_id)`;

/** Touches whom {@link DISABLE} would disable, and changes nothing: its count tells how many that are. */
export const COUNT_GONE = `UPDATE directory.synchronised_user s SET gone_at = NULL WHERE ${IS_GONE}`;

/** Users whose entry is gone; administrators are left to those who may change them. */
export const DISABLE = `
  WITH gone AS (UPDATE directory.synchronised_user s SET gone_at = now() WHERE ${IS_GONE} RETURNING s.user_id)
  UPDATE directory.user_account u SET enabled = false, version = u.version + 1 FROM gone WHERE u.id = gone.user_id`;
