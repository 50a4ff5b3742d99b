import { removeUserPassword, setUserPassword, type User } from '@countersign/contracts/admin-api';
import { Button, Card, Checkbox, DatePicker, Descriptions, Flex, Form, Input } from 'antd';
import type { Dayjs } from 'dayjs';
import { type ReactNode, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import { useCan } from '../../session/session-context.ts';
import { ConfirmButton } from '../../widgets/ConfirmButton.tsx';
import { fromPicker, isOver } from '../../widgets/dates.ts';
import { Field } from '../../widgets/Field.tsx';
import { FormModal } from '../../widgets/FormModal.tsx';
import { useAction } from '../../widgets/use-action.ts';

interface Values {
  readonly password: string;
  readonly expiresAt?: Dayjs | null;
  readonly mustChange?: boolean;
}

/** The static password: whether there is one, until when, and how to set or remove it. */
export function UserPassword({ user, onChange }: { readonly user: User; readonly onChange: () => void }): ReactNode {
  const t = useTexts();
  const api = useApi();
  const format = useFormat();
  const mayChange = useCan('users.password') && user.administratorBeyondPower !== true;
  const [setting, setSetting] = useState(false);
  const parameters = { id: user.id };
  const remove = useAction(async () => {
    await api.call(removeUserPassword, { parameters });
    onChange();
  }, t.users.passwordRemoved);
  const save = async ({ password, expiresAt, mustChange }: Values): Promise<void> => {
    await api.call(setUserPassword, { parameters, body: { password, expiresAt: fromPicker(expiresAt), mustChange: mustChange ?? false } });
    onChange();
  };
  const state = user.passwordSet ? format.series([t.users.passwordSet, ...user.passwordMustChange ? [t.users.mustChange] : []]) : t.users.passwordNone;
  return (
    <Card
      title={t.users.password}
      extra={mayChange ? (
        <Flex gap={8}>
          {user.passwordSet ? (
            <ConfirmButton danger question={t.users.removePasswordQuestion} consequence={t.users.removePasswordConsequence} onConfirm={remove.run}>{t.users.removePassword}</ConfirmButton>
          ) : null}
          <Button onClick={() => setSetting(true)}>{t.users.setPassword}</Button>
        </Flex>
      ) : null}
    >
      <Descriptions
        column={1} size="small"
        items={[
          { key: 'state', label: t.words.state, children: state },
          ...user.passwordSet ? [{ key: 'expires', label: t.users.passwordExpires, children: format.instant(user.passwordExpiresAt) }] : [],
        ]}
      />
      <FormModal<Values> open={setting} title={t.users.setPassword} submit={save} onClose={() => setSetting(false)}>
        <Field name="password" label={t.users.password} schema={setUserPassword.body.shape.password} required hint={t.users.passwordHint}>
          <Input.Password autoComplete="new-password" />
        </Field>
        <Field name="expiresAt" label={t.users.passwordExpires}><DatePicker disabledDate={isOver} showTime={{ format: 'HH:mm' }} style={{ width: '100%' }} /></Field>
        <Form.Item name="mustChange" valuePropName="checked"><Checkbox>{t.users.passwordMustChange}</Checkbox></Form.Item>
      </FormModal>
    </Card>
  );
}
