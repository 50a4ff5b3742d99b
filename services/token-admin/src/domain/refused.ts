/** The result codes (contracts/result-codes) that administration refuses with. */
export type RefusalCode =
  | 'bad-request' | 'unauthenticated' | 'forbidden' | 'not-found' | 'already-exists' | 'conflict' | 'limit-exceeded'
  | 'token-assigned' | 'token-not-assigned' | 'token-limit-reached' | 'import-refused';

/** What was asked for cannot be done. The detail is for the administrator who asked and never holds a secret. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: RefusalCode;
  readonly detail: string | undefined;

  constructor(code: RefusalCode, detail?: string) {
    super(detail === undefined ? code : `${code}: ${detail}`);
    this.code = code;
    this.detail = detail;
  }
}
