/** Wrong keys that one source may send within a window, before it has to wait for the window's end. */
export const WRONG_KEYS = 10;
export const WRONG_KEYS_WINDOW_MS = 60_000;
/** A key that was right within this time is still heard from a source that has to wait. */
const TRUSTED_MS = 24 * 60 * 60_000;
/** Sources and pairs of source and key that are remembered; the oldest go first. */
const REMEMBERED = 10_000;

/**
 * Slows down who tries API keys, source by source. Somebody who guesses behind the same address as an administrator
 * does not lock the administrator out: a key that was right from there lately stays heard.
 */
export class WrongKeyThrottle {
  readonly #wrong = new Map<string, { count: number; readonly until: number }>();
  readonly #trusted = new Map<string, number>();

  /**
   * @param keyId which key it claims to be
   * @param now milliseconds since 1970
   * @returns milliseconds to wait; 0: the key may be looked at
   */
  delayOf(source: string, keyId: string, now: number): number {
    const wrong = this.#wrong.get(source);
    if (wrong === undefined || wrong.until <= now || wrong.count < WRONG_KEYS) return 0;
    return (this.#trusted.get(pair(source, keyId)) ?? 0) > now ? 0 : wrong.until - now;
  }

  wrong(source: string, now: number): void {
    const known = this.#wrong.get(source);
    if (known !== undefined && known.until > now) known.count += 1;
    else remember(this.#wrong, source, { count: 1, until: now + WRONG_KEYS_WINDOW_MS });
  }

  right(source: string, keyId: string, now: number): void {
    remember(this.#trusted, pair(source, keyId), now + TRUSTED_MS);
  }
}

const pair = (source: string, keyId: string): string => `${source} ${keyId}`;

function remember<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key); // the newest stand last
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > REMEMBERED && oldest !== undefined) map.delete(oldest);
}
