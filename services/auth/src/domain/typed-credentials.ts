/** What the person typed, opened. */
export type TypedCredentials =
  | {
      readonly method: 'pap';
      /** Null: not text – control characters or ill-formed UTF-8. */
      readonly password: string | null;
      /** Keyed hash of the password, for the failover grace; never the password itself. */
      readonly passwordMac: string;
    }
  | TypedOverChap
  /** Nothing that can be checked: a protocol of another kind, or no readable password. Only its name was kept. */
  | { readonly method: 'unsupported'; readonly offered: string };

interface TypedOverChap {
  readonly method: 'chap';
  readonly identifier: number;
  readonly challenge: Uint8Array;
  readonly response: Uint8Array;
}

/** What can be compared with a passcode: all that was typed, or its end. */
export type CheckableCredentials = { readonly method: 'pap'; readonly password: string | null } | TypedOverChap;
