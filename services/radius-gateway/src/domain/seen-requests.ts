/**
 * Bytes that are kept for seconds, as text of one sign for each: a buffer is three objects, and a small one would keep the
 * 8 KiB alive of which Node.js cut it.
 */
type BytesAsText = string;

/** What became of a request that came from this address, port and identifier. */
export interface SeenRequest {
  /** The Request Authenticator: another one under the same identifier is another request. */
  readonly authenticator: BytesAsText;
  reply: BytesAsText | null;
  /** While no reply is there: the deadline. After that: how long the reply is remembered. */
  until: number;
  /** Set when another request took the identifier: a reply that is still held must not go out. */
  replaced: boolean;
}

export type Sighting =
  | { readonly seen: 'new'; readonly request: SeenRequest }
  | { readonly seen: 'in-flight' }
  | { readonly seen: 'answered'; readonly reply: Buffer };

/**
 * Tells copies from new requests (RFC 5080 section 2.2.2): a copy of an answered one gets the remembered reply, a
 * copy of one in flight is dropped, and the identifier used again for something else ends what was there before.
 */
export class SeenRequests {
  private readonly requests = new Map<string, SeenRequest>();

  constructor(private readonly limits: { readonly most: number; readonly replyMs: number }) {}

  get size(): number {
    return this.requests.size;
  }

  sight(key: string, requestAuthenticator: Buffer, now: number, deadlineMs: number): Sighting {
    const authenticator = requestAuthenticator.toString('latin1');
    const known = this.requests.get(key);
    if (known && known.until > now && known.authenticator === authenticator) {
      return known.reply !== null ? { seen: 'answered', reply: Buffer.from(known.reply, 'latin1') } : { seen: 'in-flight' };
    }
    if (known) known.replaced = true;
    const request: SeenRequest = { authenticator, reply: null, until: now + deadlineMs, replaced: false };
    this.requests.delete(key);
    this.requests.set(key, request);
    this.makeRoom();
    return { seen: 'new', request };
  }

  answered(request: SeenRequest, reply: Buffer, now: number): void {
    request.reply = reply.toString('latin1');
    request.until = now + this.limits.replyMs;
  }

  /** Nothing was answered: the next copy may try again. */
  forget(key: string, request: SeenRequest): void {
    if (this.requests.get(key) === request) this.requests.delete(key);
  }

  /** Ends what is over; called now and then, so that memory follows the traffic. */
  sweep(now: number): void {
    for (const [key, request] of this.requests) if (request.until <= now) this.requests.delete(key);
  }

  /** The oldest goes; what is over is swept now and then, not for each packet. */
  private makeRoom(): void {
    if (this.requests.size <= this.limits.most) return;
    const [oldest] = this.requests.keys();
    if (oldest !== undefined) this.requests.delete(oldest);
  }
}
