import { PlusOutlined } from '@ant-design/icons';
import { type ApiKey, createApiKey, listApiKeys, type Permission, permissions as allPermissions, revokeApiKey } from '@countersign/contracts/admin-api';
import { Button, Checkbox, DatePicker, Form, Select, Tag } from 'antd';
import type { Dayjs } from 'dayjs';
import { type ReactNode, useMemo, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { ScopeFields, scopeOf, type ScopeValues, useScopeText } from '../../directory/ScopeFields.tsx';
import { type Format, useFormat } from '../../i18n/format.ts';
import { type Messages, useTexts } from '../../i18n/index.ts';
import { useSession } from '../../session/session-context.ts';
import { ConfirmButton } from '../../widgets/ConfirmButton.tsx';
import { fromPicker, isOver } from '../../widgets/dates.ts';
import { Field } from '../../widgets/Field.tsx';
import { FormModal } from '../../widgets/FormModal.tsx';
import { Once } from '../../widgets/Once.tsx';
import { OnceWindow } from '../../widgets/OnceWindow.tsx';
import { PageHeader } from '../../widgets/PageHeader.tsx';
import type { Column } from '../../widgets/column.ts';
import { EmptyState } from '../../widgets/EmptyState.tsx';
import { PagedTable } from '../../widgets/PagedTable.tsx';
import { useAction } from '../../widgets/use-action.ts';

interface Values extends Partial<ScopeValues> {
  readonly name: string;
  readonly expiresAt?: Dayjs | null;
  readonly permissions?: readonly Permission[];
  readonly ofInstallation?: boolean;
  /** It reaches less far than its maker. */
  readonly isNarrower?: boolean;
}

export function ApiKeysPage(): ReactNode {
  const t = useTexts();
  const api = useApi();
  const { session } = useSession();
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  const [turn, setTurn] = useState(0);
  const columns = useColumns(() => setTurn((before) => before + 1));
  const add = async ({ name, expiresAt, permissions = [], ofInstallation = false, isNarrower = false, scopeKind = 'all', scopeIds = [] }: Values, idempotencyKey: string): Promise<void> => {
    const { key } = await api.call(createApiKey, {
      body: {
        name, expiresAt: fromPicker(expiresAt), ofInstallation, ...permissions.length === 0 ? {} : { permissions: [...permissions] },
        ...isNarrower ? { scope: scopeOf({ scopeKind, scopeIds }) } : {},
      },
      idempotencyKey,
    });
    setMade(key);
    setTurn((before) => before + 1);
  };
  return (
    <>
      <PageHeader
        title={t.navigation.apiKeys} description={t.apiKeys.description}
        extra={<Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>{t.apiKeys.add}</Button>}
      />
      <PagedTable operation={listApiKeys} query={{}} turn={turn} columns={columns} rowKey={({ id }) => id} label={t.navigation.apiKeys} fileName="api-keys" empty={<EmptyState text={t.apiKeys.none} />} />
      <FormModal<Values> open={adding} title={t.apiKeys.add} initial={{ scopeKind: 'sites' }} submit={add} onClose={() => setAdding(false)}>
        <Field name="name" label={t.words.name} schema={createApiKey.body.shape.name} required />
        <Field name="expiresAt" label={t.apiKeys.expiresAt} hint={t.apiKeys.expiresHint}><DatePicker disabledDate={isOver} showTime={{ format: 'HH:mm' }} style={{ width: '100%' }} /></Field>
        <Field name="permissions" label={t.apiKeys.permissions} hint={t.apiKeys.permissionsHint}>
          <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={session.permissions.map((value) => ({ value, label: t.permissions[value] }))} />
        </Field>
        <ScopeChoice />
        {session.administrator?.role === 'super-administrator'
          ? <Form.Item name="ofInstallation" valuePropName="checked" extra={t.apiKeys.ofInstallationHint}><Checkbox>{t.apiKeys.ofInstallation}</Checkbox></Form.Item> : null}
      </FormModal>
      <OnceWindow open={made !== null} title={t.apiKeys.made} onClose={() => setMade(null)}>
        <Once secret={made ?? ''} warning={t.apiKeys.once} />
      </OnceWindow>
    </>
  );
}

/** Left alone, a key reaches as far as its maker. */
function ScopeChoice(): ReactNode {
  const t = useTexts();
  const isNarrower = Form.useWatch<boolean | undefined>('isNarrower');
  return (
    <>
      <Form.Item name="isNarrower" valuePropName="checked" extra={t.apiKeys.narrowerHint}><Checkbox>{t.apiKeys.narrower}</Checkbox></Form.Item>
      {isNarrower === true ? <ScopeFields kinds={['sites', 'groups']} /> : null}
    </>
  );
}

function stateOf({ revokedAt, expiresAt, owner }: ApiKey): 'active' | 'revoked' | 'expired' | 'paused' {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt !== null && Date.parse(expiresAt) <= Date.now()) return 'expired';
  return owner?.active === false ? 'paused' : 'active';
}

const colours = { active: 'success', revoked: 'default', expired: 'warning', paused: 'warning' } as const;

const permissionsText = ({ permissions }: ApiKey, t: Messages, { series }: Format): string =>
  (permissions === undefined || permissions.length === allPermissions.length ? t.apiKeys.everything : series(permissions.map((permission) => t.permissions[permission])));

function useColumns(changed: () => void): readonly Column<ApiKey>[] {
  const t = useTexts();
  const format = useFormat();
  const scopeText = useScopeText();
  return useMemo(() => [
    { key: 'name', title: t.words.name, text: ({ name }) => name },
    { key: 'permissions', title: t.apiKeys.permissions, text: (key) => permissionsText(key, t, format) },
    { key: 'scope', title: t.scopes.label, text: ({ scope }) => scopeText(scope) },
    { key: 'owner', title: t.apiKeys.owner, text: ({ owner }) => (owner === null ? t.apiKeys.installation : owner.login) },
    { key: 'by', title: t.apiKeys.createdBy, text: ({ createdBy }) => makerOf(createdBy, t) },
    { key: 'created', title: t.words.created, text: ({ createdAt }) => format.instant(createdAt) },
    { key: 'expires', title: t.apiKeys.expiresAt, text: ({ expiresAt }) => (expiresAt === null ? t.apiKeys.endless : format.instant(expiresAt)) },
    { key: 'used', title: t.apiKeys.lastUsed, text: ({ lastUsedAt }) => (lastUsedAt ? format.instant(lastUsedAt) : t.words.never) },
    { key: 'state', title: t.words.state, text: (key) => t.apiKeys[stateOf(key)], render: (key) => <Tag color={colours[stateOf(key)]}>{t.apiKeys[stateOf(key)]}</Tag> },
    { key: 'actions', title: t.words.actions, text: () => '', render: (key) => (key.revokedAt === null ? <Revoke apiKey={key} changed={changed} /> : null) },
  // `changed` only sets state of the page.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  ], [t, format, scopeText]);
}

function Revoke({ apiKey: { id, name }, changed }: { readonly apiKey: ApiKey; readonly changed: () => void }): ReactNode {
  const t = useTexts();
  const api = useApi();
  const revoke = useAction(async () => {
    await api.call(revokeApiKey, { parameters: { id } });
    changed();
  }, t.apiKeys.revokedNow);
  return <ConfirmButton size="small" danger question={t.apiKeys.revokeQuestion(name)} consequence={t.apiKeys.revokeConsequence} onConfirm={revoke.run}>{t.apiKeys.revoke}</ConfirmButton>;
}

/** Who made a key, as `KIND:NAME`: the server itself, another key, or an administrator. */
function makerOf(createdBy: string | null, t: Messages): string {
  const [, kind = '', name = createdBy ?? '–'] = /^(system|api-key|administrator):(.*)$/s.exec(createdBy ?? '') ?? [];
  return kind === 'system' ? t.log.system : kind === 'api-key' ? t.log.apiKey(name) : name;
}
