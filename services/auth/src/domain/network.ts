/** What a sign-in finds of the network that it opens: profile, pool, and who is online. */
import type { AddressRange, MergedProfile } from '@countersign/contracts';

/** A pool as a sign-in sees it. */
export interface AddressPool {
  readonly id: string;
  readonly ranges: readonly AddressRange[];
  readonly leaseMinutes: number;
}

/** A session that is online, or reserved for a sign-in whose start was not reported yet. */
export interface LiveSession {
  readonly id: string;
  readonly state: 'reserved' | 'online';
  /** Of a reservation: the source (agent host and Calling-Station-Id) that signed in. */
  readonly source: string | null;
  readonly poolId: string | null;
  readonly poolAddress: string | null;
}

/** What a sign-in takes with it into the network; undefined where no profile, pool or limit concerns it. */
export interface NetworkAccess {
  readonly profile: MergedProfile<AddressPool>;
  /** What the request says of itself; read when there is something to check. */
  readonly attributes: () => readonly { readonly name: string; readonly text: string }[];
  /** Those of the user that are alive, on every agent host. */
  readonly sessions: readonly LiveSession[];
  /** Null: as many as one likes. */
  readonly maximumSessions: number | null;
  /** An address of the profile's pool that nobody has; undefined when there is none. */
  readonly freeAddress: () => string | undefined;
}

/** To be written with the accept: a place among the user's sessions, and perhaps an address. */
export interface Reservation {
  /** The reservation of the same source that it takes the place of. */
  readonly renews: string | null;
  readonly poolId: string | null;
  readonly address: string | null;
  /** How long it waits for the device to report the start. */
  readonly holdMs: number;
}
