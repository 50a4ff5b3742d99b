import { listRadiusProfiles } from '@countersign/contracts/admin-api';
import { Select } from 'antd';
import type { ReactNode } from 'react';
import { useLoaded } from '../../api/use-loaded.ts';
import { useTexts } from '../../i18n/index.ts';

export interface ProfilePickerProps {
  readonly siteId: string | undefined;
  readonly value?: string | null;
  readonly onChange?: (id: string | null) => void;
  readonly id?: string;
}

/** Picks one of the profiles that something of the site may have: the site's own, and those of the sites above. */
export function ProfilePicker({ siteId, value, onChange, id }: ProfilePickerProps): ReactNode {
  const t = useTexts();
  const { data, loading } = useLoaded(listRadiusProfiles, siteId === undefined ? null : { query: { usableIn: siteId, limit: 1000 } });
  return (
    <Select<string | null>
      {...id === undefined ? { 'aria-label': t.radius.profile } : { id }} allowClear loading={loading} placeholder={t.words.none} value={data === undefined ? null : value ?? null}
      onChange={(chosen) => onChange?.(chosen ?? null)} showSearch={{ optionFilterProp: 'label' }} options={(data?.items ?? []).map((profile) => ({ value: profile.id, label: profile.name }))}
    />
  );
}
