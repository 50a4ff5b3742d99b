/** How the dialogue with the servers is protected. `none` is for servers on this machine alone. */
export type TransportSecurity = 'ldaps' | 'starttls' | 'none';

/** How the entry of a login name is found. */
export type AccountLookup =
  | {
      readonly how: 'search';
      readonly baseDn: string;
      /** RFC 4515, with `{login}` where the login name stands. */
      readonly filter: string;
      /** The service account that may search; null: anonymously. */
      readonly bindDn: string | null;
      readonly bindPassword: string | null;
    }
  /** A name to bind with, such as `uid={login},ou=people,dc=example,dc=com` or `{login}@example.com`. */
  | { readonly how: 'name'; readonly template: string };

/** Servers that hold the same directory, in the order in which they are asked. */
export interface DirectorySettings {
  /** `host` or `host:port`. */
  readonly servers: readonly string[];
  readonly security: TransportSecurity;
  /** Certificates (PEM) of the authorities that the servers' certificates are checked against; null: the system's. */
  readonly ca: string | null;
  /** Longest time for all that one question needs on one server, in milliseconds. */
  readonly serverTimeoutMs: number;
  readonly lookup: AccountLookup;
}
