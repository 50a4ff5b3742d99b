import type { Entry } from 'ldapts';
import { bindService } from './check-password.ts';
import { DirectoryConnection } from './directory-connection.ts';
import { DirectoryFault, faultOf } from './directory-fault.ts';
import type { DirectorySettings } from './directory-settings.ts';

/** Where people are, and which attribute tells what. */
export interface PeopleQuery {
  readonly baseDn: string;
  /** RFC 4515. */
  readonly filter: string;
  readonly attributes: {
    readonly login: string;
    /** What stays when the entry is renamed: `entryUUID`, `objectGUID`. */
    readonly id: string;
    readonly displayName: string | null;
    readonly mobile: string | null;
    readonly email: string | null;
    readonly group: string | null;
  };
}

/** An entry as far as the query names it. Null: it has no such value. */
export interface Person {
  readonly dn: string;
  /** Lower-case hexadecimal of the identifier's bytes, so that binary ones are the same text every time. */
  readonly id: string | null;
  readonly login: string | null;
  readonly displayName: string | null;
  readonly mobile: string | null;
  readonly email: string | null;
  readonly group: string | null;
  /** Active Directory's userAccountControl says so. */
  readonly disabled: boolean;
}

/** Entries in one page: Active Directory gives no more than 1000. */
const PAGE_ENTRIES = 500;
/** Of one page. */
const LONGEST_PAGE = 64 * 1024 ** 2;
/** ADS_UF_ACCOUNTDISABLE (MS-ADTS, section 2.2.16). */
const ACCOUNT_DISABLED = 2;
const CONTROL = 'userAccountControl';

/** How long a directory is waited for. Connecting, TLS and binding have the settings' time for one server. */
export interface ReadingTime {
  /** For each page, in milliseconds; while a page is worked on no time counts. */
  readonly pageMs: number;
  /** For everything, what is done with the pages included, in milliseconds. */
  readonly totalMs: number;
  /** Ends it at any moment. */
  readonly signal: AbortSignal;
}

/**
 * People page by page, from the first server that answers. Once a page has come the same server is read to the end:
 * another one may hold other entries.
 *
 * @throws DirectoryFault of the last server, or that all of it took too long; what the signal aborted with
 */
export async function* readPeople(settings: DirectorySettings, query: PeopleQuery, { pageMs, totalMs, signal }: ReadingTime): AsyncGenerator<Person[], void> {
  const tooLong = new AbortController();
  const timer = setTimeout(() => tooLong.abort(new DirectoryFault('timeout', `not read to its end within ${totalMs} ms`)), totalMs);
  const ended = AbortSignal.any([signal, tooLong.signal]);
  let fault = new DirectoryFault('unreachable', 'no server is set');
  try {
    for (const server of settings.servers) {
      let begun = false;
      try {
        for await (const page of pagesOf(server, settings, query, pageMs, ended)) {
          begun = true;
          yield page;
          ended.throwIfAborted();
        }
        return;
      } catch (error) {
        ended.throwIfAborted();
        fault = faultOf(error, 'unreachable');
        if (begun) throw fault;
      }
    }
    throw fault;
  } finally {
    clearTimeout(timer);
  }
}

async function* pagesOf(
  server: string, settings: DirectorySettings, { baseDn, filter, attributes }: PeopleQuery, pageMs: number, signal: AbortSignal,
): AsyncGenerator<Person[], void> {
  const connection = await DirectoryConnection.open(server, settings, settings.serverTimeoutMs, { longestAnswer: LONGEST_PAGE, signal });
  try {
    if (settings.lookup.how === 'search') await bindService(connection, settings.lookup);
    const wanted = [...Object.values(attributes).filter((name) => name !== null), CONTROL];
    for await (const entries of connection.pages(baseDn, { filter, attributes: wanted, explicitBufferAttributes: [attributes.id] }, PAGE_ENTRIES, pageMs)) {
      yield entries.map((entry) => personOf(entry, attributes));
    }
  } finally {
    connection.close();
  }
}

function personOf(entry: Entry, names: PeopleQuery['attributes']): Person {
  const text = (name: string | null): string | null => (name === null ? null : valueOf(entry, name)?.toString('utf8') ?? null);
  const control = Number(text(CONTROL) ?? '0');
  return {
    dn: entry.dn,
    id: valueOf(entry, names.id)?.toString('hex') ?? null,
    login: text(names.login), displayName: text(names.displayName), mobile: text(names.mobile), email: text(names.email), group: text(names.group),
    disabled: Number.isInteger(control) && (control & ACCOUNT_DISABLED) !== 0,
  };
}

/** The first value. Attribute names do not differ by case. */
function valueOf(entry: Entry, name: string): Buffer | undefined {
  const key = Object.keys(entry).find((candidate) => candidate !== 'dn' && candidate.toLowerCase() === name.toLowerCase());
  const value = key === undefined ? undefined : entry[key];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (Buffer.isBuffer(first)) return first.length === 0 ? undefined : first;
  return typeof first === 'string' && first !== '' ? Buffer.from(first, 'utf8') : undefined;
}
