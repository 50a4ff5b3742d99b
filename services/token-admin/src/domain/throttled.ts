import { Refused } from './refused.ts';

/** Too many wrong keys or sign-ins from where the request comes from. */
export class Throttled extends Refused {
  override readonly name = 'Throttled';

  constructor(readonly delayMs: number, detail = 'Too many wrong API keys came from this address.') {
    super('throttled', detail);
  }
}
