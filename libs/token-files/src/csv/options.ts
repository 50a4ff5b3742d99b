/** What an operator may say about a CSV file that it does not say itself. */

import type { SeedEncoding } from '../text/seed-text.ts';
import type { TokenHash } from '../token-record.ts';
import type { Delimiter } from './cells.ts';
import type { Column } from './header-names.ts';

export interface CsvOptions {
  /** Found in the first line when it is not given. */
  readonly delimiter?: Delimiter | undefined;
  /** Whether the first line names the columns; found when it is not given, and with chosen columns there is one. */
  readonly header?: boolean | undefined;
  /** Where each column stands, by its name in the header or its number from 1. Columns that are not named are left unread. */
  readonly columns?: Readonly<Partial<Record<Column, string | number | undefined>>> | undefined;
  readonly seedEncoding?: SeedEncoding | undefined;
  /** Holds where the file leaves it open; what the file says goes before. */
  readonly assume?: Assumed | undefined;
}

export interface Assumed {
  readonly algorithm?: 'hotp' | 'totp' | undefined;
  readonly hash?: TokenHash | undefined;
  readonly digits?: number | undefined;
  /** Seconds. */
  readonly period?: number | undefined;
}
