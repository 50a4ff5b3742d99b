import type { TypedCredentials } from '../domain/index.ts';

/** A request as the use case takes it: verified by the gateway, opened and read, not yet looked up. */
export interface OpenedRequest {
  readonly requestKey: string;
  /** Unix milliseconds: nobody waits for the answer any more. Undefined: somebody always does. */
  readonly expiresAt?: number;
  readonly agentHostId: string;
  readonly secretVersion: number;
  readonly proven: boolean;
  readonly sourceAddress: string;
  readonly callingStationId: string | null;
  readonly nasIdentifier: string | null;
  /** What the request says of itself: type, length and value of each attribute (RFC 2865 section 5). */
  readonly attributes: Buffer;
  /** Keyed hash of agent host and Calling-Station-Id. */
  readonly source: string;
  /** Null: no text. */
  readonly userName: string | null;
  readonly state: string | null;
  readonly credentials: TypedCredentials;
}
