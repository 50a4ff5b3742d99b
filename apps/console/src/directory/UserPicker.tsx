import { getUser, listUsers, type User } from '@countersign/contracts/admin-api';
import { Select } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { useLoaded } from '../api/use-loaded.ts';
import { useTexts } from '../i18n/index.ts';
import { type ControlProps, named } from '../widgets/control-props.ts';
import { useSites } from './sites-context.ts';

export interface UserPickerProps extends ControlProps {
  readonly value?: string | undefined;
  readonly onChange?: (id: string | undefined, user: User | undefined) => void;
  /** Only users of this site. */
  readonly site?: string | undefined;
}

const PAUSE_MS = 250;
const SHOWN = 20;

/** Finds a user by the beginning of the login name or of a word of the display name. */
export function UserPicker({ value, onChange, site, ...control }: UserPickerProps): ReactNode {
  const t = useTexts();
  const { pathOf } = useSites();
  const [typed, setTyped] = useState('');
  const [search, setSearch] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const { data, loading } = useLoaded(listUsers, { query: { limit: SHOWN, site, search: search === '' ? undefined : search } });
  const users = data?.items ?? [];
  // Who was chosen before need not be among the first.
  const isElsewhere = value !== undefined && data !== undefined && !users.some((user) => user.id === value);
  const { data: chosen } = useLoaded(getUser, isElsewhere ? { parameters: { id: value } } : null);
  const textOf = ({ login, displayName, siteId }: User): string => `${login}${displayName === '' ? '' : ` · ${displayName}`} (${pathOf(siteId)})`;
  return (
    <Select<string>
      {...named(control, t.words.user)} placeholder={t.users.find} loading={loading} value={value ?? null}
      showSearch={{ onSearch: setTyped, filterOption: false }} style={{ width: '100%' }}
      onChange={(id) => onChange?.(id, users.find((user) => user.id === id))}
      // Before the name is known, an identifier tells nobody anything.
      labelRender={({ label }) => label ?? (chosen !== undefined && chosen.id === value ? textOf(chosen) : loading ? t.app.loading : '–')}
      notFoundContent={loading ? t.app.loading : t.list.noMatch}
      options={users.map((user) => ({ value: user.id, label: textOf(user) }))}
    />
  );
}
