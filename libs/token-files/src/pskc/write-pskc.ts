/** Writes PSKC containers (RFC 6030): in the clear, or encrypted under a password or a key, streaming. */

import { createCipheriv, createHmac, pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { secret, type Secret } from '../ciphers/secret.ts';
import type { TokenHash, TokenRecord } from '../token-record.ts';

/** What is written of a token; `counter` is the next one to be used. */
export type PskcToken = Omit<TokenRecord, 'keyId' | 'warnings' | 'algorithm'> & { readonly algorithm: 'hotp' | 'totp' | 'ocra'; readonly keyId?: string };

export type PskcProtection =
  | { readonly kind: 'none' }
  /** AES-CBC by the length of the key: 16, 24 or 32 bytes. */
  | { readonly kind: 'key'; readonly key: Uint8Array; readonly keyName?: string }
  /** AES-256-CBC under a key that PBKDF2 derives. */
  | { readonly kind: 'password'; readonly password: string; readonly iterations?: number; readonly prf?: TokenHash };

export interface PskcWriteOptions {
  readonly protection: PskcProtection;
  /** Source of IVs, salt and MAC key, such as node:crypto's randomBytes. */
  readonly randomBytes: (size: number) => Uint8Array;
}

const DEFAULT_ITERATIONS = 600_000;
const PASSWORD_KEY_BYTES = 32;
const SALT_BYTES = 16;
const MAC_KEY_BYTES = 32;
const IV_BYTES = 16;
/** Output is handed on in pieces of about this size. */
const PIECE_CHARACTERS = 65_536;

const XMLENC = 'http://www.w3.org/2001/04/xmlenc#';
const XMLDSIG_MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const PKCS5 = 'http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#';
const PRF_NAMES: Readonly<Record<TokenHash, string>> = {
  sha1: 'http://www.w3.org/2000/09/xmldsig#hmac-sha1',
  sha256: `${XMLDSIG_MORE}hmac-sha256`,
  sha512: `${XMLDSIG_MORE}hmac-sha512`,
};

const derive = promisify(pbkdf2);

/**
 * Writes tokens as they come, in UTF-8.
 * @throws RangeError when a token holds a character that XML cannot carry, or a key has an impossible length
 */
export async function* writePskc(tokens: Iterable<PskcToken> | AsyncIterable<PskcToken>, options: PskcWriteOptions): AsyncGenerator<Uint8Array, void> {
  const sealer = await makeSealer(options);
  let text = `<?xml version="1.0" encoding="UTF-8"?>\n<KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc"${sealer?.namespaces ?? ''}>\n${sealer?.head ?? ''}`;
  for await (const token of tokens) {
    text += keyPackage(token, sealer);
    if (text.length >= PIECE_CHARACTERS) {
      yield Buffer.from(text, 'utf8');
      text = '';
    }
  }
  yield Buffer.from(`${text}</KeyContainer>\n`, 'utf8');
}

interface Sealer {
  readonly namespaces: string;
  readonly head: string;
  seal(seed: Uint8Array): string;
}

async function makeSealer({ protection, randomBytes }: PskcWriteOptions): Promise<Sealer | undefined> {
  if (protection.kind === 'none') return undefined;
  const namespaces = ` xmlns:ds="http://www.w3.org/2000/09/xmldsig#" xmlns:xenc="${XMLENC}" xmlns:xenc11="http://www.w3.org/2009/xmlenc11#" xmlns:pkcs5="${PKCS5}"`;
  const [keyBytes, keyInfo] = protection.kind === 'key'
    ? [protection.key, `<ds:KeyName>${escaped(protection.keyName ?? 'Pre-shared-key')}</ds:KeyName>`]
    : await passwordKey(protection, randomBytes);
  const bits = keyBytes.length * 8;
  if (![128, 192, 256].includes(bits)) throw new RangeError(`an AES key has 16, 24 or 32 bytes, not ${keyBytes.length}`);
  const key = secret(keyBytes);
  const macKey = secret(randomBytes(MAC_KEY_BYTES));
  const encrypt = (plain: Uint8Array): Buffer => encryptCbc(bits, key, randomBytes(IV_BYTES), plain);
  const method = `<xenc:EncryptionMethod Algorithm="${XMLENC}aes${bits}-cbc"/>`;
  const encrypted = (data: Buffer): string => `${method}<xenc:CipherData><xenc:CipherValue>${data.toString('base64')}</xenc:CipherValue></xenc:CipherData>`;
  return {
    namespaces,
    head: `<EncryptionKey>${keyInfo}</EncryptionKey>\n<MACMethod Algorithm="${XMLDSIG_MORE}hmac-sha256"><MACKey>${encrypted(encrypt(macKey.bytes))}</MACKey></MACMethod>\n`,
    seal: (seed) => {
      const data = encrypt(seed);
      const mac = createHmac('sha256', macKey.object).update(data).digest('base64');
      return `<EncryptedValue>${encrypted(data)}</EncryptedValue><ValueMAC>${mac}</ValueMAC>`;
    },
  };
}

async function passwordKey(
  { password, iterations = DEFAULT_ITERATIONS, prf = 'sha256' }: Extract<PskcProtection, { kind: 'password' }>,
  randomBytes: (size: number) => Uint8Array,
): Promise<[Uint8Array, string]> {
  const salt = Buffer.from(randomBytes(SALT_BYTES));
  const key = await derive(Buffer.from(password, 'utf8'), salt, iterations, PASSWORD_KEY_BYTES, prf);
  const parameters = `<Salt xmlns=""><Specified>${salt.toString('base64')}</Specified></Salt><IterationCount xmlns="">${iterations}</IterationCount>`
    + `<KeyLength xmlns="">${PASSWORD_KEY_BYTES}</KeyLength><PRF xmlns="" Algorithm="${PRF_NAMES[prf]}"/>`;
  return [key, `<xenc11:DerivedKey><xenc11:KeyDerivationMethod Algorithm="${PKCS5}pbkdf2"><pkcs5:PBKDF2-params>${parameters}</pkcs5:PBKDF2-params>`
    + '</xenc11:KeyDerivationMethod><xenc11:MasterKeyName>Password</xenc11:MasterKeyName></xenc11:DerivedKey>'];
}

/** IV || ciphertext, padded as PKCS #7, which XML Encryption accepts. */
function encryptCbc(bits: number, key: Secret, iv: Uint8Array, plain: Uint8Array): Buffer {
  const cipher = createCipheriv(`aes-${bits}-cbc`, key.object, iv);
  return Buffer.concat([iv, cipher.update(plain), cipher.final()]);
}

/** Elements in the order of the schema (RFC 6030 section 11). */
function keyPackage(token: PskcToken, sealer: Sealer | undefined): string {
  const secretValue = sealer?.seal(token.seed) ?? `<PlainValue>${Buffer.from(token.seed).toString('base64')}</PlainValue>`;
  const device = element('Manufacturer', token.manufacturer) + element('SerialNo', token.serial) + element('Model', token.model);
  const suite = token.suite ?? (token.hash === 'sha1' ? undefined : `HMAC-${token.hash.toUpperCase()}`);
  const policy = element('StartDate', token.startsAt?.toISOString()) + element('ExpiryDate', token.expiresAt?.toISOString())
    + element('NumberOfTransactions', token.uses === undefined ? undefined : `${token.uses}`);
  return `<KeyPackage><DeviceInfo>${device}</DeviceInfo>`
    + `<Key Id="${escaped(token.keyId ?? token.serial)}" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:${token.algorithm}">${element('Issuer', token.issuer)}`
    + `<AlgorithmParameters>${element('Suite', suite)}<ResponseFormat Length="${token.digits}" Encoding="DECIMAL"/></AlgorithmParameters>`
    + `${element('FriendlyName', token.friendlyName)}<Data><Secret>${secretValue}</Secret>${plain('Counter', token.counter)}${plain('Time', token.t0)}`
    + `${plain('TimeInterval', token.period)}${plain('TimeDrift', token.timeDrift)}</Data>${element('UserId', token.account)}`
    + `${policy === '' ? '' : `<Policy>${policy}</Policy>`}</Key></KeyPackage>\n`;
}

function element(name: string, text: string | undefined): string {
  return text === undefined ? '' : `<${name}>${escaped(text)}</${name}>`;
}

function plain(name: string, value: number | undefined): string {
  return value === undefined ? '' : `<${name}><PlainValue>${value}</PlainValue></${name}>`;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;', '\t': '&#9;', '\n': '&#10;', '\r': '&#13;' };

/** Controls other than tab and line ends, and lone surrogates (section 2.2 of XML 1.0). */
const IMPOSSIBLE = /(?![\t\n\r])\p{Cc}|\p{Cs}|[\u{FFFE}\u{FFFF}]/u;

function escaped(text: string): string {
  if (IMPOSSIBLE.test(text)) throw new RangeError('a character that XML cannot carry');
  return text.replaceAll(/[&<>"'\t\n\r]/g, (character) => ESCAPES[character] ?? '');
}
