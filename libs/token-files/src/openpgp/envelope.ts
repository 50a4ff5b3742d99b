/**
 * Opens what OpenPGP (RFC 9580, and RFC 4880 before it) has put around a seed file: encryption under a password or for a
 * key, compression, signature. Signatures are reported and not verified: nobody has given the key to verify them with.
 */

import type { EnvelopeForm } from '../detect-format.ts';
import type { TokenFileLimits } from '../limits.ts';
import { said } from '../detail.ts';
import { TokenFileError } from '../token-file-error.ts';
import type { Unlock } from '../unlock.ts';
import { clearSigned } from './clear-signed.ts';
import { type Envelope, openMessage } from './message.ts';

export type { Envelope } from './message.ts';

/**
 * @throws TokenFileError `password-needed`, `key-needed`, `wrong-password`, `wrong-key`, `not-well-formed`; the contents
 * throw the same, and `truncated`
 */
export async function openEnvelope(form: EnvelopeForm, bytes: AsyncGenerator<Uint8Array, void>, unlock: Unlock, limits: TokenFileLimits): Promise<Envelope> {
  if (form === 'clear-signed') return { signed: true, contents: clearSigned(bytes, limits) };
  const input = new Input(form === 'armoured' ? wholeArmour(bytes) : bytes);
  try {
    const { signed, contents } = await openMessage(form, input.read(), unlock, limits);
    return { signed, contents: input.guard(contents) };
  } catch (error) {
    throw input.fault(error) ?? new TokenFileError('not-well-formed', { detail: said`OpenPGP` });
  }
}

const ARMOUR_END = '-----END PGP MESSAGE-----';

/** The armour to its last line: the library would take what is there for all there is, or for a wrong password. */
async function* wholeArmour(bytes: AsyncGenerator<Uint8Array, void>): AsyncGenerator<Uint8Array, void> {
  let tail = '';
  let ended = false;
  for await (const piece of bytes) {
    tail += Buffer.from(piece).toString('latin1');
    ended ||= tail.includes(ARMOUR_END);
    tail = tail.slice(-ARMOUR_END.length);
    yield piece;
  }
  if (!ended) throw new TokenFileError('truncated', { detail: said`OpenPGP` });
}

/** Keeps an error of the input apart from one of the message: a lost connection is no wrong password. */
class Input {
  readonly #bytes: AsyncGenerator<Uint8Array, void>;
  #failure: { readonly error: unknown } | undefined;

  constructor(bytes: AsyncGenerator<Uint8Array, void>) {
    this.#bytes = bytes;
  }

  async* read(): AsyncGenerator<Uint8Array, void> {
    try {
      for await (const piece of this.#bytes) yield piece;
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }

  async* guard(contents: AsyncGenerator<Uint8Array, void>): AsyncGenerator<Uint8Array, void> {
    try {
      yield* contents;
    } catch (error) {
      throw this.fault(error) ?? error;
    }
  }

  /** What is to be thrown instead of an error that came out of the message; undefined when nobody has a better one. */
  fault(error: unknown): unknown {
    return this.#failure === undefined ? (error instanceof TokenFileError ? error : undefined) : this.#failure.error;
  }
}
