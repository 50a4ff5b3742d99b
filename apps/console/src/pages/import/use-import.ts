import { type Job, startTokenImport, type TokenCsvColumn, type TokenCsvOptions, tokenImportJobOptionsSchema } from '@countersign/contracts/admin-api';
import { useCallback } from 'react';
import type { z } from 'zod';
import { useApi } from '../../api/api-context.ts';
import { shownName } from '../../jobs/shown-name.ts';
import type { Mapping } from '../../widgets/ColumnMapping.tsx';
import { beginningOf } from '../../widgets/file-beginning.ts';
import { tokenColumnsOf, tokenSampleOf } from './token-sample.ts';

type Options = z.input<typeof tokenImportJobOptionsSchema>;

export interface ImportValues {
  readonly site: string;
  readonly file: File;
  readonly format: NonNullable<Options['format']>;
  readonly protection: 'none' | 'password' | 'key' | 'private-key';
  readonly password?: string;
  readonly key?: string;
  readonly privateKey?: string;
  readonly passphrase?: string;
  readonly kind: NonNullable<Options['kind']>;
  readonly assign: NonNullable<Options['assign']>;
  readonly enable: boolean;
  readonly partial: boolean;
  readonly oneTime: boolean;
  readonly usePin: boolean;
  readonly allowNextTokencode: boolean;
  readonly sms: boolean;
  /** Of a table: what holds where it leaves it open. */
  readonly algorithm?: NonNullable<TokenCsvOptions['assume']>['algorithm'];
  readonly hash?: NonNullable<TokenCsvOptions['assume']>['hash'];
  readonly digits?: number;
  readonly period?: number | null;
  /** The operator says what the columns are. */
  readonly chooseColumns?: boolean;
  readonly header?: boolean;
  readonly mapping?: Mapping<TokenCsvColumn>;
}

export const firstValues: Partial<ImportValues> = {
  format: 'auto', protection: 'none', kind: 'auto', assign: 'nobody', enable: true, partial: false, oneTime: true, usePin: true, allowNextTokencode: true, sms: false,
  chooseColumns: false, header: true,
};

/** Sends the file behind a line of options. @returns the job that comes of it @throws ProblemError */
export function useImport(): (values: ImportValues, dryRun: boolean) => Promise<Job> {
  const api = useApi();
  return useCallback(async (values: ImportValues, dryRun: boolean) => {
    const { site, file, format, kind, assign, enable, partial, oneTime, usePin, allowNextTokencode, sms } = values;
    const options: Options = {
      site, fileName: shownName(file.name), format: values.chooseColumns === true && values.mapping !== undefined && format === 'auto' ? 'oath-csv' : format, kind, assign, enable, partial, dryRun, mode: { oneTime, usePin, allowNextTokencode, sms },
      ...secretsOf(values), ...csvOf(values, tokenSampleOf(await beginningOf(file))?.delimiter),
    };
    return api.uploadFile(startTokenImport, options, file);
  }, [api]);
}

/** What is said of a table; nothing for other files. */
function csvOf({ algorithm, hash, digits, period, chooseColumns, header, mapping }: ImportValues, delimiter: TokenCsvOptions['delimiter']): Partial<Options> {
  const assume = { ...algorithm && { algorithm }, ...hash && { hash }, ...digits && { digits }, ...period && { period } };
  const chosen = chooseColumns === true && mapping !== undefined;
  if (!chosen && Object.keys(assume).length === 0) return {};
  return { csv: { assume, ...chosen && { columns: tokenColumnsOf(mapping), header: header ?? true, ...delimiter && { delimiter } } } };
}

/** A key as suppliers print it: in groups, with `0x` before it. */
export const plainKey = (key: string): string => key.replace(/^\s*0x/i, '').replaceAll(/[\s:-]/g, '');

/** Only what belongs to the protection that is chosen; a field that was filled in before stays behind. */
function secretsOf({ protection, password, key, privateKey, passphrase }: ImportValues): Partial<Options> {
  switch (protection) {
    case 'none': return {};
    case 'password': return password === undefined ? {} : { password };
    case 'key': return key === undefined ? {} : { key: plainKey(key) };
    case 'private-key': return { ...privateKey === undefined ? {} : { privateKey }, ...passphrase === undefined || passphrase === '' ? {} : { passphrase } };
  }
}
