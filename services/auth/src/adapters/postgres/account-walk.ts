/**
 * Accounts that one question looks at, the newest first: who is not used stands in no index, since that would be written
 * at each sign-in. With their tokens so many take about 15 ms of the database.
 */
const LOOKED_AT = 2000;
/** Sites or groups up to which a range of the index is read for each; of more of them, all accounts are looked at in their order. */
const MERGED = 64;
/** The ranges share what is looked at, and of each it is at least so much. */
const LEAST_OF_EACH = 250;

/** Whose accounts; null: everybody's. */
export interface Whose {
  readonly sites: readonly string[] | null;
  readonly groups: readonly string[] | null;
}

/** The values of a statement, each under the place that SQL names it by. */
export class Values {
  readonly all: unknown[] = [];

  place(value: unknown): string {
    this.all.push(value);
    return `$${this.all.length}`;
  }
}

export interface AccountWalk {
  /** Gives `user_id`, `opened_at` and `is_meant`, the highest identifier first. */
  readonly sql: string;
  /** Rows that it gives at most; fewer: there are no more. */
  readonly most: number;
}

/** The accounts from one on, newest first, as many as one question looks at. */
export function accountWalk({ sites, groups }: Whose, begin: string, values: Values): AccountWalk {
  const from = values.place(begin);
  const meant = [
    ...sites === null ? [] : [`site_id = ANY (${values.place(sites)}::uuid[])`],
    ...groups === null ? [] : [`group_id = ANY (${values.place(groups)}::uuid[])`],
  ].join(' AND ') || 'true';
  const accounts = (where: string, most: number): string => `
    SELECT user_id, opened_at, ${meant} AS is_meant FROM directory.auth_account_v1
    WHERE user_id <= ${from}::uuid${where} ORDER BY user_id DESC LIMIT ${most}`;
  const [column, ids] = groups === null ? ['site_id', sites] as const : ['group_id', groups] as const;
  if (ids === null || ids.length > MERGED) return { sql: accounts('', LOOKED_AT), most: LOOKED_AT };
  const most = Math.max(LEAST_OF_EACH, Math.floor(LOOKED_AT / Math.max(1, ids.length)));
  return {
    most,
    sql: `
      SELECT range.* FROM unnest(${values.place(ids)}::uuid[]) AS ids (id) CROSS JOIN LATERAL (${accounts(` AND ${column} = ids.id`, most)}) range
      ORDER BY user_id DESC LIMIT ${most}`,
  };
}
