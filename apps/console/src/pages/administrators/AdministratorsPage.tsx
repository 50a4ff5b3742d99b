import { PlusOutlined } from '@ant-design/icons';
import {
  type Administrator, createAdministrator, deleteAdministrator, endAdministratorSessions, getAdministrator, listAdministrators, type Role, roles, updateAdministrator,
} from '@countersign/contracts/admin-api';
import { Button, Flex, Input, Radio, Tag } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { Link } from 'react-router';
import { useApi } from '../../api/api-context.ts';
import { ScopeFields, scopeChoices, scopeOf, type ScopeValues, scopeValues, useScopeText } from '../../directory/ScopeFields.tsx';
import { UserPicker } from '../../directory/UserPicker.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import { useSession } from '../../session/session-context.ts';
import { ConfirmButton } from '../../widgets/ConfirmButton.tsx';
import { Field } from '../../widgets/Field.tsx';
import { FormModal } from '../../widgets/FormModal.tsx';
import { PageHeader } from '../../widgets/PageHeader.tsx';
import type { Column } from '../../widgets/column.ts';
import { EmptyState } from '../../widgets/EmptyState.tsx';
import { PagedTable } from '../../widgets/PagedTable.tsx';
import { useAction } from '../../widgets/use-action.ts';
import { useRowForm } from '../../widgets/use-row-form.ts';
import { TokensThatStay } from './TokensThatStay.tsx';

interface Values extends ScopeValues {
  readonly userId: string;
  readonly role: Role;
  readonly password?: string;
  /** Undefined: the user has no tokens. */
  readonly keepTokens?: readonly string[];
}

/** Who administers, as what and where. */
export function AdministratorsPage(): ReactNode {
  const t = useTexts();
  const api = useApi();
  const { can } = useSession();
  const mayWrite = can('administrators.write');
  const [turn, setTurn] = useState(0);
  const changed = (): void => setTurn((before) => before + 1);
  const form = useRowForm<Administrator>(async (client, { id }) => client.call(getAdministrator, { parameters: { id } }), changed);
  const { row: existing } = form;
  const columns = useColumns(mayWrite, form.show, changed);
  const save = async (values: Values, idempotencyKey: string): Promise<void> => {
    const given = { role: values.role, scope: scopeOf(values) };
    if (existing === null) {
      const kept = values.keepTokens === undefined ? {} : { keepTokens: [...values.keepTokens] };
      await api.call(createAdministrator, { body: { ...given, ...kept, userId: values.userId, password: values.password ?? '' }, idempotencyKey });
    } else {
      await api.call(updateAdministrator, { parameters: { id: existing.id }, body: given, version: existing.version });
    }
    changed();
  };
  return (
    <>
      <PageHeader
        title={t.navigation.administrators} description={t.administrators.description}
        extra={mayWrite ? <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => form.show(null)}>{t.administrators.add}</Button> : null}
      />
      <PagedTable
        operation={listAdministrators} query={{}} turn={turn} columns={columns} rowKey={({ id }) => id} label={t.navigation.administrators}
        fileName="administrators" empty={<EmptyState text={t.administrators.none} />}
      />
      <FormModal<Values>
        open={form.open} title={existing === null ? t.administrators.add : t.administrators.edit} submit={save} onClose={form.close} edited={form.edited} choices={scopeChoices} width={600}
        initial={existing === null ? { role: 'help-desk', scopeKind: 'all' } : { role: existing.role, ...scopeValues(existing.scope) }}
      >
        {existing === null ? <Field name="userId" label={t.administrators.user} required hint={t.administrators.userHint}><UserPicker /></Field> : null}
        {existing === null ? <TokensThatStay /> : null}
        <Field name="role" label={t.administrators.role} required>
          <Radio.Group vertical options={roles.map((value) => ({ value, label: <><strong>{t.roles[value].name}</strong> – {t.roles[value].does}</> }))} />
        </Field>
        <ScopeFields />
        {existing === null ? (
          <Field name="password" label={t.administrators.password} required schema={createAdministrator.body.shape.password} hint={t.administrators.passwordHint}>
            <Input.Password autoComplete="new-password" />
          </Field>
        ) : null}
      </FormModal>
    </>
  );
}

function useColumns(mayWrite: boolean, edit: (administrator: Administrator) => void, changed: () => void): readonly Column<Administrator>[] {
  const t = useTexts();
  const format = useFormat();
  const { session } = useSession();
  const scopeText = useScopeText();
  const self = session.administrator?.id;
  return useMemo(() => [
    { key: 'login', title: t.users.login, text: ({ login }) => login, render: ({ id, login }) => <Link to={`/users/${id}`}>{login}</Link> },
    { key: 'name', title: t.users.displayName, text: ({ displayName }) => displayName },
    { key: 'role', title: t.administrators.role, text: ({ role }) => t.roles[role].name },
    { key: 'scope', title: t.scopes.label, text: ({ scope }) => scopeText(scope) },
    { key: 'tokens', title: t.administrators.tokens, text: ({ tokens }) => String(tokens), align: 'right' },
    { key: 'last', title: t.administrators.lastSignIn, text: ({ lastSignInAt }) => (lastSignInAt === null ? t.words.never : format.instant(lastSignInAt)) },
    {
      key: 'state', title: t.words.state, text: ({ enabled }) => (enabled ? t.words.enabled : t.words.disabled),
      render: ({ enabled, mustChangePassword }) => (
        <Flex wrap gap={4}>
          <Tag color={enabled ? 'success' : 'default'}>{enabled ? t.words.enabled : t.words.disabled}</Tag>
          {mustChangePassword ? <Tag>{t.administrators.mustChange}</Tag> : null}
        </Flex>
      ),
    },
    ...mayWrite ? [{
      key: 'actions', title: t.words.actions, text: () => '',
      render: (administrator: Administrator) => (administrator.id === self ? null : <RowActions administrator={administrator} edit={edit} changed={changed} />),
    }] : [],
  // `edit` and `changed` only set state of the page.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  ], [t, format, scopeText, mayWrite, self]);
}

interface RowActionsProps {
  readonly administrator: Administrator;
  readonly edit: (administrator: Administrator) => void;
  readonly changed: () => void;
}

function RowActions({ administrator, edit, changed }: RowActionsProps): ReactNode {
  const t = useTexts();
  const api = useApi();
  const { id, login, version } = administrator;
  const end = useAction(() => api.call(endAdministratorSessions, { parameters: { id } }), t.administrators.sessionsEnded);
  const remove = useAction(async () => {
    await api.call(deleteAdministrator, { parameters: { id }, version });
    changed();
  }, t.administrators.removed);
  return (
    <Flex gap={8}>
      <Button size="small" onClick={() => edit(administrator)}>{t.actions.edit}</Button>
      <ConfirmButton size="small" question={t.administrators.endSessionsQuestion(login)} onConfirm={end.run}>{t.administrators.endSessions}</ConfirmButton>
      <ConfirmButton size="small" danger question={t.administrators.removeQuestion(login)} consequence={t.administrators.removeConsequence} onConfirm={remove.run}>
        {t.administrators.remove}
      </ConfirmButton>
    </Flex>
  );
}
