import { type Job, startUserImport, type UserField, type UserImportOptions } from '@countersign/contracts/admin-api';
import { useCallback } from 'react';
import { useApi } from '../../api/api-context.ts';
import { shownName } from '../../jobs/shown-name.ts';
import type { Mapping } from '../../widgets/ColumnMapping.tsx';
import { columnsOf } from './sample.ts';

export interface UserImportValues extends Pick<UserImportOptions, 'site' | 'encoding' | 'header' | 'existing' | 'partial'> {
  /** Not asked of those who may not make groups. */
  readonly makeGroups?: boolean;
  readonly file: File;
  readonly mapping?: Mapping<UserField>;
}

export const firstValues: Partial<UserImportValues> = { encoding: 'auto', header: true, existing: 'refuse', makeGroups: false, partial: false };

/** Sends the file behind a line of options. @returns the job that comes of it @throws ProblemError */
export function useUserImport(): (values: UserImportValues, dryRun: boolean) => Promise<Job> {
  const api = useApi();
  return useCallback(({ file, mapping = [], makeGroups = false, ...options }: UserImportValues, dryRun: boolean) =>
    api.uploadFile(startUserImport, { ...options, makeGroups, fileName: shownName(file.name), columns: columnsOf(mapping), dryRun }, file), [api]);
}
