/** What the person typed, opened. */
export type TypedCredentials =
  | {
      readonly method: 'pap';
      /** Null: not text – control characters or ill-formed UTF-8. */
      readonly password: string | null;
      /** Keyed hash of the password, for the failover grace; never the password itself. */
      readonly passwordMac: string;
    }
  | {
      readonly method: 'chap';
      readonly identifier: number;
      readonly challenge: Uint8Array;
      readonly response: Uint8Array;
    }
  /** Nothing that can be checked: a protocol of another kind, or no readable password. Only its name was kept. */
  | { readonly method: 'unsupported'; readonly offered: string };

/** What can be compared with a passcode. */
export type CheckableCredentials = Exclude<TypedCredentials, { method: 'unsupported' }>;
