/** Tells the format of a seed file by its content; names and extensions of seed files say little. */

import { looksLikeOathCsv } from './csv/layout.ts';
import { looksLikeKeyFob } from './key-fob/read-key-fob.ts';
import { looksLikeTokenRecords } from './safenet/read-token-records.ts';
import { lineEncodingOf } from './text/decode-text.ts';
import { looksLikeYubicoLog } from './yubico/read-yubico-log.ts';

/** Formats that are read here. */
export type TokenFileFormat = 'pskc' | 'oath-csv' | 'otpauth' | 'key-fob' | 'sdtid' | 'yubico-log' | 'safenet-xml' | 'safenet-dat';

/** What is recognised although it is not read, so that a file is refused for what it is and not for a comma that is missing. */
export type UnsupportedFormat =
  /** An OpenPGP key, or a signature without what it signs. */
  | 'openpgp-key'
  /** OpenPGP inside OpenPGP. */
  | 'openpgp'
  /** A software token in `TKNHeader` XML. */
  | 'software-token-xml'
  /** A software token as one string of 81 digits, or the address that carries it. */
  | 'software-token-string'
  /** Deepnet DualShield `<data><header>`. */
  | 'dualshield-xml'
  /** XML whose root is none that holds tokens. */
  | 'other-xml'
  /** An app's backup, or anything else in JSON. */
  | 'json'
  | 'html'
  /** A certificate or key in PEM. */
  | 'pem'
  /** XLSX, DOCX, ODS and their predecessors. */
  | 'office-document'
  | 'pdf'
  /** A photograph or screenshot, of a QR code perhaps. */
  | 'image'
  /** ZIP, GZIP, 7z, RAR. */
  | 'archive';

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
  ['PK\u0003\u0004', 'archive'],
  ['\u001f\u008b', 'archive'], // GZIP
  ['7z\u00bc\u00af', 'archive'],
  ['Rar!', 'archive'],
  ['%PDF', 'pdf'],
  ['\u00d0\u00cf\u0011\u00e0', 'office-document'], // office documents before 2007
  ['\u0089PNG', 'image'],
  ['\u00ff\u00d8\u00ff', 'image'], // JPEG
  ['GIF8', 'image'],
  ['{\\rtf', 'office-document'],
];
/** Parts that office documents have in their ZIP, and other archives do not. */
const OFFICE_PARTS = /\[Content_Types\]\.xml|_rels\/|docProps\/|xl\/|word\/|mimetypeapplication\/vnd\.oasis/;
/** The line that OpenPGP armour begins with (RFC 9580 section 6.2); mail may leave lines before it. */
const ARMOUR = /^-----BEGIN PGP ([A-Z ]{1,40})-----[ \t]*$/m;
/** First byte of an OpenPGP packet that starts an encrypted message (RFC 9580 section 4.2: tags 1 and 3). */
const OPENPGP_FIRST_BYTES = new Set([0x84, 0x85, 0x86, 0x8c, 0x8d, 0xc1, 0xc3]);

const OTHER_XML: readonly (readonly [root: RegExp, format: UnsupportedFormat])[] = [
  [/<(?:\w+:)?TKNHeader[\s>]/, 'software-token-xml'],
  [/<data[\s>]\s*<header[\s>]/, 'dualshield-xml'],
];
/** 81 digits, in groups or not, and addresses that carry them. */
const TOKEN_STRING = /^(?:(?:\d[ -]?){81}|com\.rsa\.securid\b.*|https?:\/\/127\.0\.0\.1\/securid\/.*)$/i;
/** The first element of a document, after its declaration and comments. */
const ROOT = /^(?:\s|<\?[^?]*\?>|<!--[^]*?-->)*<([\p{L}_][^\s/>]*)/u;
const CONTAINERS = /(?:KeyContainer|SecretContainer)$/;

/** Tells a format from the first bytes of a file (DETECTION_BYTES of them, or all). */
export function detectFormat(firstBytes: Uint8Array): DetectedFormat {
  const raw = Buffer.from(firstBytes.subarray(0, DETECTION_BYTES)).toString('latin1');
  const magic = MAGIC.find(([prefix]) => raw.startsWith(prefix));
  if (magic !== undefined) return { kind: 'unsupported', format: magic[1] === 'archive' && OFFICE_PARTS.test(raw) ? 'office-document' : magic[1] };
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
  if (/<html[\s>]/i.test(text)) return { kind: 'unsupported', format: 'html' };
  // No root before a document type: the reader refuses that by its own name.
  const root = ROOT.exec(text)?.[1];
  if (root === undefined || CONTAINERS.test(root)) return { kind: 'supported', format: 'pskc' };
  if (root === 'Tokens') return { kind: 'supported', format: 'safenet-xml' };
  return { kind: 'unsupported', format: OTHER_XML.find(([pattern]) => pattern.test(text))?.[1] ?? 'other-xml' };
}

function detectLines(text: string, firstBytes: Uint8Array): DetectedFormat {
  const lines = text.split(/\r\n|\n|\r/).map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  const [first = ''] = lines;
  const supported = (format: TokenFileFormat): DetectedFormat => ({ kind: 'supported', format });
  if (/^otpauth(?:-migration)?:/i.test(first)) return supported('otpauth');
  if (looksLikeYubicoLog(first.startsWith('LOGGING START') ? lines[1] : first)) return supported('yubico-log');
  if (looksLikeTokenRecords(lines)) return supported('safenet-dat');
  if (looksLikeKeyFob(first)) return supported('key-fob');
  if (looksLikeOathCsv(lines)) return supported('oath-csv');
  if (TOKEN_STRING.test(first)) return { kind: 'unsupported', format: 'software-token-string' };
  if (/^-----BEGIN [A-Z0-9 ]{1,40}-----$/.test(first)) return { kind: 'unsupported', format: 'pem' };
  if (/^(?:\{\s*(?:"|\}|$)|\[\s*(?:[{"\]]|$))/.test(first)) return { kind: 'unsupported', format: 'json' };
  return OPENPGP_FIRST_BYTES.has(firstBytes[0] ?? 0) ? { kind: 'envelope', form: 'binary' } : { kind: 'unknown' };
}

/** Decodes for looking only: nothing is refused here. */
function looseText(bytes: Uint8Array): string {
  try {
    return new TextDecoder(lineEncodingOf(bytes)).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}
