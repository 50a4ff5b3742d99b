/** Decrypts one OpenPGP message as a stream. */

import type { Message, PrivateKey } from 'openpgp';
import type { EnvelopeForm } from '../detect-format.ts';
import type { TokenFileLimits } from '../limits.ts';
import { said } from '../detail.ts';
import { TokenFileError } from '../token-file-error.ts';
import type { Unlock } from '../unlock.ts';

/** Largest memory that a password's key derivation (Argon2) may ask for: 2^18 KiB, 256 MiB. */
const ARGON2_MEMORY_EXPONENT = 18;

export interface Envelope {
  readonly signed: boolean;
  /**
   * What is inside. It comes before the message's integrity is known; that the message was changed or cut shows as an
   * error at its end, and whoever imports takes nothing before.
   */
  readonly contents: AsyncGenerator<Uint8Array, void>;
}

type Library = typeof import('openpgp');
type StreamMessage = Message<ReadableStream<Uint8Array>>;

/** The library is large; a process that never sees OpenPGP never loads it. */
const library = async (): Promise<Library> => import('openpgp');

export async function openMessage(form: Exclude<EnvelopeForm, 'clear-signed'>, bytes: AsyncGenerator<Uint8Array, void>, unlock: Unlock, limits: TokenFileLimits): Promise<Envelope> {
  const openpgp = await library();
  const config = {
    // The importer takes nothing before the end of the file, where a changed message shows.
    allowUnauthenticatedStream: true,
    // GnuPG 2.3 and newer write version 5 packets.
    enableParsingV5Entities: true,
    maxArgon2MemoryExponent: ARGON2_MEMORY_EXPONENT,
    maxDecompressedMessageSize: limits.decompressedBytes,
  };
  const message: StreamMessage = form === 'binary'
    ? await openpgp.readMessage({ binaryMessage: ReadableStream.from(bytes), config })
    : await openpgp.readMessage({ armoredMessage: ReadableStream.from(characters(bytes)), config });
  if (!isEncrypted(openpgp, message)) return openPlain(message);

  const forKeys = message.getEncryptionKeyIDs().length > 0;
  const privateKey = forKeys && unlock.privateKey !== undefined ? await openPrivateKey(openpgp, unlock.privateKey, unlock) : undefined;
  const password = hasPasswordPacket(openpgp, message) ? unlock.password : undefined;
  if (privateKey === undefined && password === undefined) throw new TokenFileError(forKeys ? 'key-needed' : 'password-needed', { detail: said`OpenPGP` });
  const wrong = new TokenFileError(privateKey === undefined ? 'wrong-password' : 'wrong-key', { detail: said`OpenPGP` });
  try {
    const { data, signatures } = await openpgp.decrypt({
      message, format: 'binary', config,
      ...(privateKey !== undefined && { decryptionKeys: privateKey }),
      ...(password !== undefined && { passwords: password }),
    });
    return { signed: signatures.length > 0, contents: contents(data, wrong) };
  } catch {
    throw wrong;
  }
}

function isEncrypted({ enums }: Library, message: StreamMessage): boolean {
  const { symmetricallyEncryptedData, symEncryptedIntegrityProtectedData, aeadEncryptedData } = enums.packet;
  return message.packets.filterByTag(symmetricallyEncryptedData, symEncryptedIntegrityProtectedData, aeadEncryptedData).length > 0;
}

function hasPasswordPacket({ enums }: Library, message: StreamMessage): boolean {
  return message.packets.filterByTag(enums.packet.symEncryptedSessionKey).length > 0;
}

function openPlain(message: StreamMessage): Envelope {
  const data = message.getLiteralData();
  if (data === null) throw new TokenFileError('not-well-formed', { detail: said`OpenPGP` });
  return { signed: message.getSigningKeyIDs().length > 0, contents: contents(data, new TokenFileError('not-well-formed', { detail: said`OpenPGP` })) };
}

async function openPrivateKey(openpgp: Library, armoredKey: string, { passphrase, password }: Unlock): Promise<PrivateKey> {
  const privateKey = await openpgp.readPrivateKey({ armoredKey }).catch(() => {
    throw new TokenFileError('wrong-key', { detail: said`not an OpenPGP private key` });
  });
  if (privateKey.isDecrypted()) return privateKey;
  const tried = passphrase ?? password;
  if (tried === undefined) throw new TokenFileError('password-needed', { detail: said`passphrase of the private key` });
  return openpgp.decryptKey({ privateKey, passphrase: tried }).catch(() => {
    throw new TokenFileError('wrong-password', { detail: said`passphrase of the private key` });
  });
}

/** @param wrong what an error means as long as nothing was opened; later on the message is cut or changed */
async function* contents(data: ReadableStream<Uint8Array>, wrong: TokenFileError): AsyncGenerator<Uint8Array, void> {
  let opened = false;
  try {
    for await (const piece of data) {
      opened = true;
      yield piece;
    }
  } catch {
    throw opened ? new TokenFileError('truncated', { detail: said`OpenPGP` }) : wrong;
  }
}

async function* characters(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  for await (const piece of bytes) yield Buffer.from(piece).toString('latin1');
}
