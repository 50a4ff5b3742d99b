import type { ResultCode } from '@countersign/contracts';

/** What was asked for cannot be done. The detail is for the administrator who asked and never holds a secret. */
export class Refused extends Error {
  override readonly name: string = 'Refused';

  constructor(readonly code: ResultCode, readonly detail?: string) {
    super(detail === undefined ? code : `${code}: ${detail}`);
  }
}
