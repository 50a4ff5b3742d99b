/** What a reader of JSON would not notice, or could not survive. */
export type JsonFault = 'too-deep' | 'name-twice';

const [QUOTE, BACKSLASH, COMMA, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = Buffer.from('"\\,[]{}', 'ascii');

/** An object's names so far, or a list. */
type Open = Set<string> | 'list';

/**
 * Looks through JSON before it is parsed: how deep it goes, and whether an object has a name twice. `JSON.parse` keeps
 * the last of them and a proxy or a script may read the first (RFC 8259 section 4), so that two readers of one request
 * would each see another one. What is not JSON at all is for the parser to say.
 */
export function jsonFault(bytes: Uint8Array, deepest: number): JsonFault | undefined {
  const open: Open[] = [];
  let names: Set<string> | undefined; // of the object whose next text is a name
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (byte === QUOTE) {
      const end = endOfText(bytes, index);
      if (names !== undefined && isTwice(names, bytes.subarray(index, end + 1))) return 'name-twice';
      names = undefined;
      index = end;
    } else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      if (open.length === deepest) return 'too-deep';
      names = byte === OPEN_OBJECT ? new Set() : undefined;
      open.push(names ?? 'list');
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
      open.pop();
      names = undefined;
    } else if (byte === COMMA) {
      const around = open.at(-1);
      names = around === 'list' ? undefined : around;
    }
  }
  return undefined;
}

/** Where the text that begins here has its closing quotation mark, or the end of the bytes. */
function endOfText(bytes: Uint8Array, begin: number): number {
  for (let index = begin + 1; index < bytes.length; index += 1) {
    if (bytes[index] === BACKSLASH) index += 1;
    else if (bytes[index] === QUOTE) return index;
  }
  return bytes.length;
}

/** A name is what it means, however it is written: `"\u0061"` is `"a"`. */
function isTwice(names: Set<string>, quoted: Uint8Array): boolean {
  const name = nameOf(Buffer.from(quoted).toString('utf8'));
  if (names.has(name)) return true;
  names.add(name);
  return false;
}

function nameOf(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted; // the parser refuses it, too
  }
}
