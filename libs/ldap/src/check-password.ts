import { DirectoryConnection, INVALID_CREDENTIALS, NO_SUCH_OBJECT, type Rejection, SIZE_LIMIT_EXCEEDED } from './directory-connection.ts';
import { DirectoryFault } from './directory-fault.ts';
import type { AccountLookup, DirectorySettings } from './directory-settings.ts';
import { fillDn, fillFilter } from './names.ts';

/** Why a password does not let its owner in; as far as the server says. */
export type WrongReason =
  | 'password' | 'unknown-user' | 'several-users' | 'not-now' | 'expired' | 'disabled' | 'account-expired' | 'must-change' | 'locked';

export type CheckedPassword = { readonly verdict: 'right' } | { readonly verdict: 'wrong'; readonly reason: WrongReason };

/** What Active Directory adds to LDAP's 49, as `data 52e` (Windows system error codes, hexadecimal). */
const ACTIVE_DIRECTORY: Readonly<Record<string, WrongReason>> = {
  '525': 'unknown-user', '52e': 'password', '530': 'not-now', '531': 'not-now', '532': 'expired', '533': 'disabled',
  '701': 'account-expired', '773': 'must-change', '775': 'locked',
};
/** What servers refuse a bind with when it is about the account and not about themselves (RFC 4511, appendix A). */
const ABOUT_THE_ACCOUNT: ReadonlySet<number> = new Set([INVALID_CREDENTIALS, NO_SUCH_OBJECT, 19, 34, 48, 50, 53]);

/**
 * Asks one server whether the password is the login name's: finds the entry and binds as it, on a connection that is
 * used for nothing else.
 *
 * @param timeoutMs for all of it
 * @throws DirectoryFault when the server did not say
 */
export async function checkPassword(
  server: string, settings: DirectorySettings, { login, password }: { login: string; password: string }, timeoutMs: number,
): Promise<CheckedPassword> {
  if (login === '' || password === '') return wrong('password');
  const connection = await DirectoryConnection.open(server, settings, timeoutMs);
  try {
    const found = await findName(connection, settings.lookup, login);
    if ('reason' in found) return wrong(found.reason);
    const refused = await connection.bind(found.name, password);
    if (!refused) return { verdict: 'right' };
    if (!ABOUT_THE_ACCOUNT.has(refused.code)) throw new DirectoryFault('not-understood', `the server answers a bind with LDAP ${refused.code}`);
    return wrong(reasonOf(refused));
  } finally {
    connection.close();
  }
}

/** The name to bind with, found by the service account where it has to be looked for. @throws DirectoryFault */
export async function findName(connection: DirectoryConnection, lookup: AccountLookup, login: string): Promise<{ name: string } | { reason: 'unknown-user' | 'several-users' }> {
  if (lookup.how === 'name') return { name: fillDn(lookup.template, login) };
  await bindService(connection, lookup);
  const answer = await connection.search(lookup.baseDn, { filter: fillFilter(lookup.filter, login), attributes: ['1.1'], sizeLimit: 2 });
  if ('refused' in answer) {
    if (answer.refused.code === SIZE_LIMIT_EXCEEDED) return { reason: 'several-users' };
    throw new DirectoryFault('service-refused', `the server refuses the search (LDAP ${answer.refused.code})`);
  }
  const [entry, another] = answer.entries;
  if (!entry) return { reason: 'unknown-user' };
  if (another) return { reason: 'several-users' };
  if (entry.dn === '') throw new DirectoryFault('not-understood', 'an entry without a name');
  return { name: entry.dn };
}

/** @throws DirectoryFault service-refused */
export async function bindService(connection: DirectoryConnection, { bindDn, bindPassword }: Extract<AccountLookup, { how: 'search' }>): Promise<void> {
  if (bindDn === null || bindPassword === null) return;
  const refused = await connection.bind(bindDn, bindPassword);
  if (refused) throw new DirectoryFault('service-refused', `the server refuses the service account (LDAP ${refused.code})`);
}

const wrong = (reason: WrongReason): CheckedPassword => ({ verdict: 'wrong', reason });

function reasonOf({ code, message }: Rejection): WrongReason {
  if (code === NO_SUCH_OBJECT) return 'unknown-user';
  const [, data] = /\bdata ([0-9a-f]{3})\b/i.exec(message) ?? [];
  return ACTIVE_DIRECTORY[data?.toLowerCase() ?? ''] ?? 'password';
}
