import { IMPORT_CONTENT_TYPE, type ImportReport, importTokens, importOptionsSchema } from '@countersign/contracts/admin-api';
import { useCallback } from 'react';
import type { z } from 'zod';
import { useApi } from '../../api/api-context.ts';

type Options = z.input<typeof importOptionsSchema>;

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
  readonly enable: boolean;
  readonly partial: boolean;
  readonly oneTime: boolean;
  readonly usePin: boolean;
  readonly allowNextTokencode: boolean;
  readonly sms: boolean;
}

export const firstValues: Partial<ImportValues> = {
  format: 'auto', protection: 'none', kind: 'auto', enable: true, partial: false, oneTime: true, usePin: true, allowNextTokencode: true, sms: false,
};

/** Sends the file behind a line of options. @returns the report @throws ProblemError, with the report so far when the file is refused */
export function useImport(): (values: ImportValues, dryRun: boolean) => Promise<ImportReport> {
  const api = useApi();
  return useCallback((values: ImportValues, dryRun: boolean) => {
    const { site, file, format, kind, enable, partial, oneTime, usePin, allowNextTokencode, sms } = values;
    const options: Options = {
      site, format, kind, enable, partial, dryRun, mode: { oneTime, usePin, allowNextTokencode, sms },
      ...secretsOf(values),
    };
    return api.upload(importTokens, IMPORT_CONTENT_TYPE, new Blob([`${JSON.stringify(options)}\n`, file]));
  }, [api]);
}

/** Only what belongs to the protection that is chosen; a field that was filled in before stays behind. */
function secretsOf({ protection, password, key, privateKey, passphrase }: ImportValues): Partial<Options> {
  switch (protection) {
    case 'none': return {};
    case 'password': return password === undefined ? {} : { password };
    case 'key': return key === undefined ? {} : { key };
    case 'private-key': return { ...privateKey === undefined ? {} : { privateKey }, ...passphrase === undefined || passphrase === '' ? {} : { passphrase } };
  }
}
