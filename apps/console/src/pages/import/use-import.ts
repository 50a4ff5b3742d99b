import { type Job, startTokenImport, tokenImportJobOptionsSchema } from '@countersign/contracts/admin-api';
import { useCallback } from 'react';
import type { z } from 'zod';
import { useApi } from '../../api/api-context.ts';
import { shownName } from '../../jobs/shown-name.ts';

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

/** Sends the file behind a line of options. @returns the job that comes of it @throws ProblemError */
export function useImport(): (values: ImportValues, dryRun: boolean) => Promise<Job> {
  const api = useApi();
  return useCallback((values: ImportValues, dryRun: boolean) => {
    const { site, file, format, kind, enable, partial, oneTime, usePin, allowNextTokencode, sms } = values;
    const options: Options = {
      site, fileName: shownName(file.name), format, kind, enable, partial, dryRun, mode: { oneTime, usePin, allowNextTokencode, sms },
      ...secretsOf(values),
    };
    return api.uploadFile(startTokenImport, options, file);
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
