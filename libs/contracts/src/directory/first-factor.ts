import { z } from 'zod';
import { shownLineSchema } from '../text/line.ts';

/** Servers of one back end; they hold the same directory. */
const SERVERS = 5;
/** Milliseconds that one server may take: below what a sign-in has in all, so that another one can be asked. */
export const SERVER_TIMEOUT_MS = { minimum: 100, maximum: 1500, standard: 800 } as const;

export const transportSecuritySchema = z.enum(['ldaps', 'starttls', 'none']);

const line = (maximum: number) => shownLineSchema(maximum).min(1);
const withLogin = (text: string): boolean => text.includes('{login}');

/** How a login name becomes an entry: looked for by a service account, or written into a name to bind with. */
export const accountLookupSchema = z.discriminatedUnion('how', [
  z.strictObject({
    how: z.literal('search'),
    baseDn: line(1024),
    /** RFC 4515, with `{login}` where the login name stands. */
    filter: line(1024).refine(withLogin, 'must contain {login}'),
    /** Null: the search is anonymous. */
    bindDn: line(1024).nullable(),
  }),
  z.strictObject({
    how: z.literal('name'),
    /** Such as `uid={login},ou=people,dc=example,dc=com`, `{login}@example.com` or `EXAMPLE\{login}`. */
    template: line(1024).refine(withLogin, 'must contain {login}').refine((text) => /[=@\\]/.test(text), 'must be a distinguished name, a name with a realm, or one with a domain'),
  }),
]);
export type AccountLookup = z.infer<typeof accountLookupSchema>;

/** How the servers of a back end are reached. The service account's password is kept apart, sealed. */
export const backEndServersSchema = z.strictObject({
  /** `host` or `host:port`, in the order in which they are asked. */
  servers: z.array(line(260)).min(1).max(SERVERS),
  security: transportSecuritySchema,
  /** Certificates (PEM) of the authorities; null: those of the system. */
  ca: z.string().min(1).max(65_536).nullable(),
  serverTimeoutMs: z.int().min(SERVER_TIMEOUT_MS.minimum).max(SERVER_TIMEOUT_MS.maximum),
  lookup: accountLookupSchema,
});
export type BackEndServers = z.infer<typeof backEndServersSchema>;

/**
 * Which parts a sign-in of a site's people has, in this order and without separators: back-end password, static
 * password, passcode (row F6).
 */
export const firstFactorRuleSchema = z.strictObject({
  /** Null: no back-end password. */
  backEndId: z.uuid().nullable(),
  /** `optional`: it may stand in front of the passcode. */
  staticPassword: z.enum(['none', 'optional', 'required']),
  /** PIN and tokencode. */
  passcode: z.boolean(),
  /** `challenge`: the passwords alone, then the passcode is asked for. */
  order: z.enum(['concatenated', 'challenge']),
  /** Who has no usable token: is refused, or signs in with the passwords alone. */
  withoutToken: z.enum(['refuse', 'passwords']),
});
export type FirstFactorRule = z.infer<typeof firstFactorRuleSchema>;

/** Associated data that binds the sealed password of a service account to its back end (purpose `back-ends`). */
export const backEndPasswordAad = (backEndId: string): string => `directory.back_end:${backEndId}:bind-password`;
