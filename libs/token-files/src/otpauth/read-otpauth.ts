/** Reads a list of otpauth URIs, one in each line, exports of several accounts among them; blank lines and lines that start with `#` are comments. */

import { createHash } from 'node:crypto';
import { seedWarnings } from '../checked-numbers.ts';
import type { LineReader, ReadLine } from '../read-lines.ts';
import { SerialRegister, checkedSerial } from '../serials.ts';
import { displayName } from '../text/keep.ts';
import type { TextLine } from '../text/lines.ts';
import { RecordRefused } from '../token-file-error.ts';
import type { TokenRecord } from '../token-record.ts';
import { serialOfLabel } from './label-serial.ts';
import { isMigration, parseMigration } from './migration.ts';
import { parseOtpauth, type OtpauthToken } from './uri.ts';

export class OtpauthReader implements LineReader {
  readonly #serials = new SerialRegister();
  /** Digests of label and seed, to tell a repeated line from a second token with the same label. */
  readonly #seen = new Set<string>();
  /** How often a label has occurred, where it has occurred before. */
  readonly #copies = new Map<string, number>();

  isComment({ text }: TextLine): boolean {
    return text === '' || text.startsWith('#');
  }

  read({ text }: TextLine): ReadLine {
    if (isMigration(text)) {
      return {
        kind: 'entries',
        entries: parseMigration(text).map(({ issuer, account, token }) => {
          const serial = serialOfLabel(issuer, account);
          return { serial, token: () => this.#record(token(), checkedSerial(serial)) };
        }),
      };
    }
    const token = parseOtpauth(text);
    const serial = serialOfLabel(token.issuer, token.account);
    return { kind: 'entry', serial, token: () => this.#record(token, checkedSerial(serial)) };
  }

  #record(token: OtpauthToken, labelSerial: string): TokenRecord {
    const { algorithm, hash, digits, seed, period, counter } = token;
    const issuer = displayName(token.issuer);
    const account = displayName(token.account);
    const serial = this.#claim(labelSerial, seed);
    return {
      serial,
      keyId: serial,
      algorithm,
      hash,
      digits,
      seed,
      ...(period !== undefined && { period, t0: 0 }),
      ...(counter !== undefined && { counter }),
      ...(issuer !== undefined && { issuer }),
      ...(account !== undefined && { account }),
      warnings: seedWarnings(seed),
    };
  }

  /** A second token with the same label is `…-2`, a third `…-3`; the same label and seed again is a duplicate. */
  #claim(labelSerial: string, seed: Uint8Array): string {
    const digest = createHash('sha256').update(labelSerial).update('\0').update(seed).digest('base64');
    if (this.#seen.has(digest)) throw new RecordRefused('duplicate-serial-in-file');
    this.#seen.add(digest);
    if (this.#serials.tryClaim(labelSerial)) return labelSerial;
    let copy = this.#copies.get(labelSerial) ?? 1;
    // Another label may look like a numbered one, so numbers are tried; none is tried twice.
    do copy += 1; while (!this.#serials.tryClaim(`${labelSerial}-${copy}`));
    this.#copies.set(labelSerial, copy);
    return `${labelSerial}-${copy}`;
  }
}
