import type * as adminApi from '@countersign/contracts/admin-api';
import { Refused } from '../domain/refused.ts';

/** The file cannot be read to its end, so that none of it is trusted; the report says how far it went, and why no further. */
export class ImportRefused extends Refused {
  override readonly name = 'ImportRefused';

  constructor(readonly report: adminApi.ImportReport, reason: string) {
    super('import-refused', `The file cannot be read: ${reason}.`);
  }
}
