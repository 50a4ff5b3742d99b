import { isRetryable, isUnavailable } from '@countersign/persistence';
import { QueryFailedError, QueryRunnerAlreadyReleasedError } from 'typeorm';
import { Refused } from '../../domain/refused.ts';

/** What a taken unique value is, by the constraint that says so. */
const TAKEN: Readonly<Record<string, string>> = {
  site_parent_id_name_key: 'There is a site with this name here already.',
  user_group_site_id_name_key: 'The site has a group with this name already.',
  directory_sync_site_id_name_key: 'The site has a synchronisation with this name already.',
  back_end_site_id_name_key: 'The site has a back end with this name already.',
  user_account_login_folded_site_id_key: 'The site has a user with this login name already; upper and lower case are the same.',
  token_serial_key: 'There is a token with this serial number already.',
  assignment_token_id_key: 'Somebody holds this token.',
  agent_host_site_id_name_key: 'The site has an agent host with this name already.',
  radius_profile_site_id_name_key: 'The site has a RADIUS profile with this name already.',
  address_pool_site_id_name_key: 'The site has an address pool with this name already.',
  agent_host_user_alias: 'Somebody else has this alias on the agent host.',
  administrator_pkey: 'The user is an administrator already.',
  administrator_login_folded_key: 'Another administrator has this login name; over all sites it has to be one person.',
  job_exclusive: 'Such a job is under way already.',
  agent_host_address_address_key: 'An agent host has this address or range already.',
};

/** What a reference that leads nowhere meant, by the column that its constraint is named after. */
const MISSING: readonly (readonly [RegExp, string])[] = [
  [/_group_id_site_id_fkey$/, 'There is no such group in the user\'s site.'],
  [/_back_end_id_fkey$/, 'There is no such back end.'],
  [/_radius_profile_id_fkey$/, 'There is no such RADIUS profile.'],
  [/_pool_id_fkey$/, 'There is no such address pool.'],
  [/_group_id_fkey$/, 'There is no such group.'],
  [/_(?:site|parent)_id_fkey$/, 'There is no such site.'],
  [/_user_id_fkey$/, 'There is no such user.'],
  [/_token_id_fkey$/, 'There is no such token.'],
  [/_agent_host_id_fkey$/, 'There is no such agent host.'],
];

/** The refusals that the database speaks (PostgreSQL documentation, appendix A); anything else stays an error. */
export function refusalOf(error: unknown): unknown {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- TypeORM types the driver's error as any
  const cause = error instanceof QueryFailedError ? error.driverError as unknown : error;
  const { code, constraint } = databaseFacts(cause);
  // TypeORM takes the connection back as soon as it is lost, whoever still works with it.
  if (isUnavailable(cause) || cause instanceof QueryRunnerAlreadyReleasedError) return new Refused('unavailable', 'The database does not answer.');
  if (isRetryable(cause)) return new Refused('conflict', 'Another change came between: try again.');
  switch (code) {
    case '23505': // unique_violation
      return new Refused('already-exists', TAKEN[constraint] ?? 'There is one with this name or number already.');
    case '23503': // foreign_key_violation
      return new Refused('not-found', MISSING.find(([name]) => name.test(constraint))?.[1] ?? 'It refers to something that does not exist.');
    case '22P02': // invalid_text_representation
    case '22007': // invalid_datetime_format
    case '22008': // datetime_field_overflow
    case '22021': // character_not_in_repertoire
      return new Refused('bad-request', 'A value has no meaning to the directory.');
    case '54000': // program_limit_exceeded: of what is searched for, or of an index
      return new Refused('bad-request', 'A value is too long for the directory.');
    case '57014': // query_canceled
      return new Refused('deadline-exceeded', 'The database took too long.');
    default:
      return error;
  }
}

/** A value that has to be the only one is there already. */
export const isUniqueViolation = (error: unknown): boolean => databaseFacts(error).code === '23505';

function databaseFacts(error: unknown): { readonly code: string; readonly constraint: string } {
  const text = (name: string): string => {
    const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
    return typeof value === 'string' ? value : '';
  };
  return { code: text('code'), constraint: text('constraint') };
}
