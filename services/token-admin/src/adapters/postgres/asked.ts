import type { Actor } from '@countersign/contracts';

/** Who asks for a change, and the version that it was made from, where the asker says so. */
export interface Asked {
  readonly actor: Actor;
  readonly version: number | undefined;
}
