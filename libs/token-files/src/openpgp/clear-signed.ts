/** The text of a message that OpenPGP signed in the clear (RFC 9580 section 7). */

import type { TokenFileLimits } from '../limits.ts';
import { LineSplitter } from '../text/lines.ts';
import { said } from '../detail.ts';
import { TokenFileError } from '../token-file-error.ts';

const END = '-----END PGP SIGNATURE-----';

/** @throws TokenFileError `truncated` when there is no whole signature below the text, `limit-exceeded` */
export async function* clearSigned(bytes: AsyncIterable<Uint8Array>, limits: TokenFileLimits): AsyncGenerator<Uint8Array, void> {
  // Latin-1 takes each byte for a character and gives it back; the text's own encoding is looked at afterwards.
  const splitter = new LineSplitter(limits.lineCharacters);
  let place: 'before' | 'head' | 'text' | 'signature' | 'end' = 'before';
  for await (const piece of bytes) {
    let text = '';
    for (const { line, text: lineText, tooLong } of splitter.push(Buffer.from(piece).toString('latin1'))) {
      if (place === 'before') {
        if (lineText.startsWith('-----BEGIN PGP SIGNED MESSAGE-----')) place = 'head';
      } else if (place === 'head') {
        if (lineText.trim() === '') place = 'text';
      } else if (place === 'text') {
        if (tooLong) throw new TokenFileError('limit-exceeded', { line, detail: said`length of one line` });
        if (lineText.startsWith('-----BEGIN PGP SIGNATURE-----')) place = 'signature';
        else text += `${lineText.startsWith('- ') ? lineText.slice(2) : lineText}\n`;
      } else if (lineText.startsWith(END)) {
        place = 'end';
      }
    }
    if (text !== '') yield Buffer.from(text, 'latin1');
  }
  for (const { text } of splitter.end()) if (place === 'signature' && text.startsWith(END)) place = 'end';
  if (place !== 'end') throw new TokenFileError('truncated', { line: splitter.line });
}
