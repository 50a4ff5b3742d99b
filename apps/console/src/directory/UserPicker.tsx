import { listUsers, type User } from '@countersign/contracts/admin-api';
import { Select } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { useLoaded } from '../api/use-loaded.ts';
import { useTexts } from '../i18n/index.ts';
import { useSites } from './sites-context.ts';

export interface UserPickerProps {
  readonly value?: string | undefined;
  readonly onChange?: (id: string | undefined, user: User | undefined) => void;
  /** Only users of this site. */
  readonly site?: string | undefined;
  readonly id?: string;
}

const PAUSE_MS = 250;
const SHOWN = 20;

/** Finds a user by the beginning of the login name or of a word of the display name. */
export function UserPicker({ value, onChange, site, id }: UserPickerProps): ReactNode {
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
  return (
    <Select<string>
      {...id === undefined ? { 'aria-label': t.words.user } : { id }} placeholder={t.users.find} loading={loading} value={value ?? null}
      showSearch={{ onSearch: setTyped, filterOption: false }} style={{ width: '100%' }}
      onChange={(chosen) => onChange?.(chosen, users.find((user) => user.id === chosen))}
      notFoundContent={loading ? t.app.loading : t.list.noMatch}
      options={users.map((user) => ({
        value: user.id, label: `${user.login}${user.displayName === '' ? '' : ` · ${user.displayName}`} (${pathOf(user.siteId)})`,
      }))}
    />
  );
}
