/** Login names inside of LDAP filters and distinguished names: what they contain must never become syntax. */
import { FilterParser } from 'ldapts';

const LOGIN = '{login}';

/** A value of a filter (RFC 4515, section 3): NUL, parentheses, asterisk and backslash as hexadecimal pairs. */
export function escapeFilterValue(value: string): string {
  return value.replaceAll(/[\0()*\\]/g, (character) => `\\${hex(character)}`);
}

/** A value of a distinguished name (RFC 4514, section 2.4). Every character that may have a meaning is a hexadecimal pair. */
export function escapeDnValue(value: string): string {
  return value.replaceAll(/[\0"#+,;<=>\\]|^ | $/g, (character) => `\\${hex(character)}`);
}

/** The filter with the login name in place of `{login}`. */
export const fillFilter = (filter: string, login: string): string => filter.replaceAll(LOGIN, () => escapeFilterValue(login));

/**
 * The name to bind with. In a distinguished name the login name is escaped; in `{login}@realm` or `DOMAIN\{login}` it
 * stands as it is, as Active Directory wants it.
 */
export function fillDn(template: string, login: string): string {
  return template.replaceAll(LOGIN, () => (template.includes('=') ? escapeDnValue(login) : login));
}

/** Whether a filter can be sent. */
export function isFilter(filter: string): boolean {
  try {
    FilterParser.parseString(fillFilter(filter, 'x'));
    return true;
  } catch {
    return false;
  }
}

const hex = (character: string): string => character.charCodeAt(0).toString(16).padStart(2, '0');
