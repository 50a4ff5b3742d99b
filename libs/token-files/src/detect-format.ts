/** Tells the format of a seed file by its content; names and extensions of seed files say little. */

import { looksLikeOathCsv } from './csv/layout.ts';
import { looksLikeKeyFob } from './key-fob/read-key-fob.ts';
import { textEncodingOf } from './text/decode-text.ts';

/** Formats that are read here. */
export type TokenFileFormat = 'pskc' | 'oath-csv' | 'otpauth' | 'key-fob' | 'sdtid';

/** Formats that are recognised, so that a file is refused by its name and not for a comma that is missing. */
export type UnsupportedFormat =
  /** An OpenPGP key, or a signature without what it signs. */
  | 'openpgp-key'
  /** OpenPGP inside OpenPGP. */
  | 'openpgp'
  /** A software token in `TKNHeader` XML. */
  | 'software-token-xml'
  /** SafeNet/Aladdin `<Tokens>`. */
  | 'safenet-xml'
  /** Deepnet DualShield `<data><header>`. */
  | 'dualshield-xml'
  /** A Yubico personalisation log. */
  | 'yubico-csv'
  /** A phone app's export of several accounts in one QR code. */
  | 'otpauth-migration'
  /** ZIP, GZIP, PDF and the like. */
  | 'archive-or-document';

export type EnvelopeForm = 'armoured' | 'binary' | 'clear-signed';

export type DetectedFormat =
  | { readonly kind: 'supported'; readonly format: TokenFileFormat }
  /** Another file is inside: an OpenPGP message, in armour or binary, or a text that OpenPGP signed in the clear. */
  | { readonly kind: 'envelope'; readonly form: EnvelopeForm }
  | { readonly kind: 'unsupported'; readonly format: UnsupportedFormat }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'empty' };

/** As many bytes as detection looks at; giving it fewer than the file has makes it guess. */
export const DETECTION_BYTES = 8_192;

const MAGIC: readonly (readonly [prefix: string, format: UnsupportedFormat])[] = [
  ['PK\u0003\u0004', 'archive-or-document'], // ZIP, and with it office documents
  ['\u001f\u008b', 'archive-or-document'], // GZIP
  ['%PDF', 'archive-or-document'],
  ['\u00d0\u00cf\u0011\u00e0', 'archive-or-document'], // office documents before 2007
  ['7z\u00bc\u00af', 'archive-or-document'],
  ['Rar!', 'archive-or-document'],
];
/** The line that OpenPGP armour begins with (RFC 9580 section 6.2); mail may leave lines before it. */
const ARMOUR = /^-----BEGIN PGP ([A-Z ]{1,40})-----[ \t]*$/m;
/** First byte of an OpenPGP packet that starts an encrypted message (RFC 9580 section 4.2: tags 1 and 3). */
const OPENPGP_FIRST_BYTES = new Set([0x84, 0x85, 0x86, 0x8c, 0x8d, 0xc1, 0xc3]);

const OTHER_XML: readonly (readonly [root: RegExp, format: UnsupportedFormat])[] = [
  [/<(?:\w+:)?TKNHeader[\s>]/, 'software-token-xml'],
  [/<Tokens[\s>]/, 'safenet-xml'],
  [/<data[\s>]\s*<header[\s>]/, 'dualshield-xml'],
];

/** Tells a format from the first bytes of a file (DETECTION_BYTES of them, or all). */
export function detectFormat(firstBytes: Uint8Array): DetectedFormat {
  const raw = Buffer.from(firstBytes.subarray(0, DETECTION_BYTES)).toString('latin1');
  const magic = MAGIC.find(([prefix]) => raw.startsWith(prefix));
  if (magic !== undefined) return { kind: 'unsupported', format: magic[1] };
  const text = looseText(firstBytes.subarray(0, DETECTION_BYTES)).trimStart();
  if (text === '') return { kind: 'empty' };
  const armour = ARMOUR.exec(text.replaceAll('\r\n', '\n'))?.[1];
  if (armour !== undefined) return detectArmour(armour);
  if (text.startsWith('<')) return detectXml(text);
  return detectLines(text, firstBytes);
}

function detectArmour(block: string): DetectedFormat {
  if (block === 'MESSAGE') return { kind: 'envelope', form: 'armoured' };
  return block === 'SIGNED MESSAGE' ? { kind: 'envelope', form: 'clear-signed' } : { kind: 'unsupported', format: 'openpgp-key' };
}

function detectXml(text: string): DetectedFormat {
  if (/<(?:\w+:)?TKNBatch[\s>]/.test(text)) return { kind: 'supported', format: 'sdtid' };
  const other = /KeyContainer[\s>]/.test(text) ? undefined : OTHER_XML.find(([root]) => root.test(text));
  return other === undefined ? { kind: 'supported', format: 'pskc' } : { kind: 'unsupported', format: other[1] };
}

function detectLines(text: string, firstBytes: Uint8Array): DetectedFormat {
  const lines = text.split(/\r\n|\n|\r/).map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  const first = lines[0]?.toLowerCase() ?? '';
  if (first.startsWith('otpauth-migration:')) return { kind: 'unsupported', format: 'otpauth-migration' };
  if (first.startsWith('otpauth:')) return { kind: 'supported', format: 'otpauth' };
  if (/^"?(?:yubico otp|oath-hotp|static password|challenge-response)/.test(first)) return { kind: 'unsupported', format: 'yubico-csv' };
  if (looksLikeKeyFob(lines[0])) return { kind: 'supported', format: 'key-fob' };
  if (looksLikeOathCsv(lines)) return { kind: 'supported', format: 'oath-csv' };
  return OPENPGP_FIRST_BYTES.has(firstBytes[0] ?? 0) ? { kind: 'envelope', form: 'binary' } : { kind: 'unknown' };
}

/** Decodes for looking only: nothing is refused here. */
function looseText(bytes: Uint8Array): string {
  try {
    return new TextDecoder(textEncodingOf(bytes)).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}
