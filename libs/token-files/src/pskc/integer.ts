/** The whole numbers of PSKC data: decimal text by RFC 6030, and the other forms of real files. */

import { wholeNumber } from '../checked-numbers.ts';
import { decodeBase64 } from '../text/base64.ts';
import { repeated } from '../detail.ts';
import { RecordRefused } from '../token-file-error.ts';
import type { OpenValue } from './open-value.ts';

const LONGEST_INTEGER_BYTES = 8;

/**
 * Reads a counter, time, interval or drift. In the clear it is decimal (`PlainValue`), or base64 (`Value` of the
 * drafts); decrypted, it is decimal in ASCII, or big-endian binary.
 * @throws RecordRefused `bad-number`
 */
export function integerOf(value: OpenValue): number {
  if (value.form === 'bytes') return integerOfBytes(value.bytes);
  if (/^-?\d+$/.test(value.text)) return wholeNumber(value.text);
  const bytes = decodeBase64(value.text);
  if (bytes === undefined) throw new RecordRefused('bad-number', repeated(value.text));
  return integerOfBytes(bytes);
}

function integerOfBytes(bytes: Buffer): number {
  const text = bytes.toString('latin1');
  if (/^-?\d{1,20}$/.test(text)) return wholeNumber(text);
  if (bytes.length === 0 || bytes.length > LONGEST_INTEGER_BYTES) throw new RecordRefused('bad-number');
  const number = BigInt(`0x${bytes.toString('hex')}`);
  if (number > BigInt(Number.MAX_SAFE_INTEGER)) throw new RecordRefused('bad-number');
  return Number(number);
}
