/** The beginning of a chosen file, looked at in the browser. */

/** Bytes that are looked at. */
const SAMPLE_BYTES = 65_536;

export const beginningOf = async (file: Blob): Promise<Uint8Array> => new Uint8Array(await file.slice(0, SAMPLE_BYTES).arrayBuffer());

/** @param encoding `auto`: UTF-16 by its byte order mark, else UTF-8 @returns null when it cannot be that */
export function decodedBeginning(bytes: Uint8Array, encoding: string): string | null {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  try {
    // The last character may be cut in two.
    return new TextDecoder(encoding === 'auto' ? isUtf16 ? 'utf-16le' : 'utf-8' : encoding, { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return null;
  }
}
