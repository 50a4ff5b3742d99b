import type { ResultCode } from '@countersign/contracts';

/** A question that is not answered, and why. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(readonly code: ResultCode) {
    super(code);
  }
}
