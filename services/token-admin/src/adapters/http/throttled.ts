import { Refused } from '../../domain/refused.ts';

/** Too many wrong keys from where the request comes from. */
export class Throttled extends Refused {
  override readonly name = 'Throttled';

  constructor(readonly delayMs: number) {
    super('throttled', 'Too many wrong API keys came from this address.');
  }
}
