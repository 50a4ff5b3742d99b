import { type Token, updateToken } from '@countersign/contracts/admin-api';
import { Alert, Button, DatePicker, Flex, Form, Switch } from 'antd';
import type { Dayjs } from 'dayjs';
import { type ReactNode, useRef } from 'react';
import { useApi } from '../../api/api-context.ts';
import { useTexts } from '../../i18n/index.ts';
import { KeptSwitch } from '../../widgets/KeptFlags.tsx';
import { fromPicker, toPicker } from '../../widgets/dates.ts';
import { useUnsaved } from '../../widgets/unsaved-context.ts';
import { useAction } from '../../widgets/use-action.ts';

interface Values {
  readonly oneTime: boolean;
  readonly usePin: boolean;
  readonly allowNextTokencode: boolean;
  readonly sms: boolean;
  readonly startsAt: Dayjs | null;
  readonly endsAt: Dayjs | null;
}

export interface TokenSwitchesProps {
  readonly token: Token;
  readonly mayWrite: boolean;
  readonly onChange: () => void;
}

/** The switches of one token and its dates. */
export function TokenSwitches({ token, mayWrite, onChange }: TokenSwitchesProps): ReactNode {
  const t = useTexts();
  const api = useApi();
  const [form] = Form.useForm<Values>();
  const oneTime = Form.useWatch('oneTime', form) ?? token.oneTime;
  const saved = useRef(false);
  useUnsaved(() => !saved.current && form.isFieldsTouched());
  const save = useAction(async ({ startsAt, endsAt, ...switches }: Values) => {
    await api.call(updateToken, {
      parameters: { id: token.id }, version: token.version, body: { ...switches, startsAt: fromPicker(startsAt), endsAt: fromPicker(endsAt) },
    });
    saved.current = true; // another version is another form
    onChange();
  }, t.tokens.switchesSaved);
  const toggle = (name: 'oneTime' | 'usePin' | 'allowNextTokencode', label: string, hint: string): ReactNode => (
    <Form.Item name={name} label={label} extra={hint} valuePropName="checked"><Switch aria-label={label} /></Form.Item>
  );
  return (
    <Form<Values>
      form={form} layout="vertical" disabled={!mayWrite} onFinish={(values) => { void save.run(values); }}
      initialValues={{ ...token, startsAt: toPicker(token.startsAt), endsAt: toPicker(token.endsAt) }}
    >
      {toggle('oneTime', t.tokens.oneTime, t.tokens.oneTimeHint)}
      {oneTime ? null : <Alert type="warning" showIcon title={t.tokens.oneTimeOff} style={{ marginBlockEnd: 16 }} />}
      {toggle('usePin', t.tokens.usePinSwitch, t.tokens.usePinHint)}
      {toggle('allowNextTokencode', t.tokens.allowNext, t.tokens.allowNextHint)}
      <Form.Item name="sms" label={t.tokens.sms} extra={t.tokens.smsHint} valuePropName="checked"><KeptSwitch aria-label={t.tokens.sms} /></Form.Item>
      <Flex gap={16}>
        <Form.Item name="startsAt" label={t.words.start} style={{ flex: 1 }}><DatePicker showTime={{ format: 'HH:mm' }} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="endsAt" label={t.words.end} extra={t.words.endHint} style={{ flex: 1 }}><DatePicker showTime={{ format: 'HH:mm' }} style={{ width: '100%' }} /></Form.Item>
      </Flex>
      {mayWrite ? <Button type="primary" htmlType="submit" loading={save.busy}>{t.actions.save}</Button> : null}
    </Form>
  );
}
