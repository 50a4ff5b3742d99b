import { assignToken, listTokens, type User } from '@countersign/contracts/admin-api';
import { Select } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { useLoaded } from '../../api/use-loaded.ts';
import { useTexts } from '../../i18n/index.ts';
import type { ControlProps } from '../../widgets/control-props.ts';
import { Field } from '../../widgets/Field.tsx';
import { FormModal } from '../../widgets/FormModal.tsx';
import { useTokenTexts } from './use-token-texts.ts';

export interface AssignFreeTokenProps {
  readonly open: boolean;
  readonly user: Pick<User, 'id' | 'siteId'>;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Gives a user one of the unassigned tokens of the user's site. */
export function AssignFreeToken({ open, user, onClose, onDone }: AssignFreeTokenProps): ReactNode {
  const t = useTexts();
  const api = useApi();
  const assign = async ({ id }: { id: string }): Promise<void> => {
    await api.call(assignToken, { parameters: { id }, body: { userId: user.id } });
    onDone();
  };
  return (
    <FormModal<{ id: string }> open={open} title={t.tokens.assignFree} submitText={t.tokens.assign} submit={assign} onClose={onClose}>
      <Field name="id" label={t.tokens.chooseFree} required><FreeTokenPicker siteId={user.siteId} /></Field>
    </FormModal>
  );
}

const PAUSE_MS = 250;
const SHOWN = 20;

interface FreeTokenPickerProps extends ControlProps {
  readonly siteId: string;
  readonly value?: string;
  readonly onChange?: (id: string) => void;
}

function FreeTokenPicker({ siteId, value, onChange, ...control }: FreeTokenPickerProps): ReactNode {
  const t = useTexts();
  const { typeOf } = useTokenTexts();
  const [typed, setTyped] = useState('');
  const [search, setSearch] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const { data, loading } = useLoaded(listTokens, { query: { site: siteId, assigned: 'false', limit: SHOWN, search: search === '' ? undefined : search } });
  return (
    <Select<string>
      {...control} placeholder={t.tokens.find} loading={loading} value={value ?? null} onChange={(chosen) => onChange?.(chosen)}
      showSearch={{ onSearch: setTyped, filterOption: false }} notFoundContent={loading ? t.app.loading : t.list.noMatch}
      options={(data?.items ?? []).map((token) => ({ value: token.id, label: `${token.serial} · ${typeOf(token)}` }))}
    />
  );
}
