import type { ResultCode } from '@countersign/contracts';

/** What was asked for cannot be done. The detail is for the administrator who asked and never holds a secret. */
export class Refused extends Error {
  override readonly name: string = 'Refused';

  /** @param field of the request's body that the detail is about */
  constructor(readonly code: ResultCode, readonly detail?: string, readonly field?: string) {
    super(detail === undefined ? code : `${code}: ${detail}`);
  }
}
