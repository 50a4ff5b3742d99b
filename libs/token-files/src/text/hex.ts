/** Hexadecimal keys. */

const HEX = /^(?:[0-9A-Fa-f]{2})+$/;

/** Decodes pairs of hexadecimal digits, any case, spaces and colons between them; undefined when it is not that. */
export function decodeHex(text: string): Buffer | undefined {
  const compact = text.replaceAll(/[\s:]+/g, '');
  return HEX.test(compact) ? Buffer.from(compact, 'hex') : undefined;
}
