/** For the tests of this package only: seed files from `vectors/`, and reading them to the end. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTokenFile, type ReadTokenFileOptions } from './read-token-file.ts';
import { TokenFileError } from './token-file-error.ts';
import type { TokenFileEvent, TokenRecord } from './token-record.ts';

export const VECTORS = join(import.meta.dirname, '..', 'vectors');
export const KEY = Buffer.from('12345678901234567890123456789012', 'hex');
export const PASSWORD = 'qwerty';
/** The seed of most files here. */
export const SEED = Buffer.from('12345678901234567890');

export function vector(name: string): Buffer {
  return readFileSync(join(VECTORS, name));
}

/** A file as a stream of pieces of `size` bytes. */
export async function* inPieces(file: Uint8Array, size: number): AsyncGenerator<Uint8Array, void> {
  for (let from = 0; from < file.length; from += size) yield file.subarray(from, from + size);
}

/** All events of a file. */
export async function readAll(file: Uint8Array | string, options: Partial<ReadTokenFileOptions> = {}, pieceBytes = 4_096): Promise<TokenFileEvent[]> {
  const bytes = typeof file === 'string' ? Buffer.from(file, 'utf8') : file;
  const events: TokenFileEvent[] = [];
  for await (const event of readTokenFile(inPieces(bytes, pieceBytes), { format: 'auto', ...options })) events.push(event);
  return events;
}

/** All tokens of a file in which nothing may be refused, nor warned of but that the file says too little. */
export async function readTokens(file: Uint8Array | string, options: Partial<ReadTokenFileOptions> = {}): Promise<TokenRecord[]> {
  const events = (await readAll(file, options)).filter((event) => event.type !== 'warning' || !event.warning.endsWith('-assumed'));
  return events.map((event) => {
    if (event.type !== 'token') throw new Error(`not a token: ${JSON.stringify(event)}`);
    return event.token;
  });
}

/** The error that ends the reading of a file. */
export async function failureOf(file: Uint8Array | string, options: Partial<ReadTokenFileOptions> = {}): Promise<TokenFileError> {
  try {
    await readAll(file, options);
  } catch (error) {
    if (error instanceof TokenFileError) return error;
    throw error;
  }
  throw new Error('the file was read without an error');
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** A PSKC container in the clear around its children. */
export function container(children: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" xmlns:xenc11="http://www.w3.org/2009/xmlenc11#" xmlns:pkcs5="http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#">\n${children}</KeyContainer>\n`;
}

/** A HOTP key package around the contents of its Secret. */
export function hotpPackage(serial: string, secretContents: string): string {
  return `<KeyPackage><DeviceInfo><SerialNo>${serial}</SerialNo></DeviceInfo><Key Id="${serial}" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:hotp"><Data><Secret>${secretContents}</Secret></Data></Key></KeyPackage>\n`;
}
