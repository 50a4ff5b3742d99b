import type { Caller } from '../../domain/caller.ts';

/** Who asks for a change, and the version that it was made from, where the asker says so. */
export interface Asked {
  readonly caller: Caller;
  readonly version: number | undefined;
}
