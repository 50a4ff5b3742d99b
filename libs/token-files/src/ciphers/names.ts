/** Algorithm identifiers: files use W3C URIs, and names of older drafts in many spellings. */

/**
 * The part of an identifier that names the algorithm, without case and punctuation:
 * `http://www.w3.org/2001/04/xmlenc#aes128-cbc` and `AES128-CBC` are both `aes128cbc`.
 */
export function plainName(identifier: string): string {
  return identifier.slice(identifier.lastIndexOf('#') + 1).toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
