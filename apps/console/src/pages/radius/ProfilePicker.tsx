import { listRadiusProfiles } from '@countersign/contracts/admin-api';
import { Select } from 'antd';
import type { ReactNode } from 'react';
import { useLoaded } from '../../api/use-loaded.ts';
import { useTexts } from '../../i18n/index.ts';
import { type ControlProps, named } from '../../widgets/control-props.ts';

export interface ProfilePickerProps extends ControlProps {
  readonly siteId: string | undefined;
  readonly value?: string | null;
  readonly onChange?: (id: string | null) => void;
}

/** Picks one of the profiles that something of the site may have: the site's own, and those of the sites above. */
export function ProfilePicker({ siteId, value, onChange, ...control }: ProfilePickerProps): ReactNode {
  const t = useTexts();
  const { data, loading } = useLoaded(listRadiusProfiles, siteId === undefined ? null : { query: { usableIn: siteId, limit: 1000 } });
  const options = (data?.items ?? []).map((profile) => ({ value: profile.id, label: profile.name }));
  // Who leads groups is told of no profile: that there is one, and not which.
  const unknown = data !== undefined && typeof value === 'string' && !options.some((option) => option.value === value);
  return (
    <Select<string | null>
      {...named(control, t.radius.profile)} allowClear loading={loading} placeholder={t.words.none} value={data === undefined ? null : value ?? null}
      onChange={(chosen) => onChange?.(chosen ?? null)} showSearch={{ optionFilterProp: 'label' }} options={unknown ? [...options, { value, label: '…' }] : options}
    />
  );
}
