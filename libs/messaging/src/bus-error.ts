import { UnansweredError } from './unanswered.ts';

export type BusErrorCode =
  | 'deadline-exceeded'
  | 'no-responder'
  | 'unavailable'
  | 'bad-request'
  | 'bad-reply'
  | 'refused'
  | 'internal-error';

/** A request that brought no reply. `refused` carries the responder's closed result code. */
export class BusError extends Error {
  override readonly name = 'BusError';

  /** @param correlation under which the responder has written down why @param subject of the request that it could not answer */
  constructor(readonly code: BusErrorCode, readonly resultCode?: string, readonly correlation?: string, readonly subject?: string) {
    super(resultCode === undefined ? code : `${code}: ${resultCode}`);
  }
}

/** Thrown by a handler: crosses the bus as a closed code. Anything else a handler throws becomes `internal-error`. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';

  constructor(readonly resultCode: string) {
    super(resultCode);
  }
}

/** How a failed handler shows on the wire. */
export function errorOnWire(error: unknown): { code: BusErrorCode; resultCode?: string; correlation?: string } {
  if (error instanceof RefusedError) return { code: 'refused', resultCode: error.resultCode };
  if (!(error instanceof UnansweredError)) return { code: 'internal-error' };
  const { cause, correlation } = error;
  return { code: cause instanceof BusError && cause.code === 'bad-request' ? 'bad-request' : 'internal-error', correlation };
}
