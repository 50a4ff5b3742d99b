import { type Token, updateToken } from '@countersign/contracts/admin-api';
import { Alert, Button, DatePicker, Flex, Form, Switch } from 'antd';
import type { Dayjs } from 'dayjs';
import { type ReactNode, useRef, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { asProblem } from '../../api/problem.ts';
import { useTexts } from '../../i18n/index.ts';
import { KeptSwitch } from '../../widgets/KeptFlags.tsx';
import { fromPicker, toPicker } from '../../widgets/dates.ts';
import { OvertakenAlert } from '../../widgets/OvertakenAlert.tsx';
import { showUp } from '../../widgets/show-up.ts';
import { ShownInPlace, useAction } from '../../widgets/use-action.ts';
import { useStandingForm } from '../../widgets/use-standing-form.ts';

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
  /** It was saved, or somebody else was faster: the token is loaded again. */
  readonly onChange: () => void;
}

const valuesOf = ({ oneTime, usePin, allowNextTokencode, sms, startsAt, endsAt }: Token): Values =>
  ({ oneTime, usePin, allowNextTokencode, sms, startsAt: toPicker(startsAt), endsAt: toPicker(endsAt) });

/** The switches of one token and its dates. */
export function TokenSwitches({ token, mayWrite, onChange }: TokenSwitchesProps): ReactNode {
  const t = useTexts();
  const api = useApi();
  const [form] = Form.useForm<Values>();
  const oneTime = Form.useWatch('oneTime', form) ?? token.oneTime;
  const fields = useRef<HTMLDivElement>(null);
  const merging = useStandingForm<Values>({ form, fields, values: valuesOf(token), version: token.version });
  /** Saving was refused. What is done beside the form, to the token's state, is no news to it otherwise. */
  const [overtaken, setOvertaken] = useState(false);
  const isNews = merging.faster !== undefined && (overtaken || merging.faster.theirs.length > 0);
  const save = useAction(async (sent: Values) => {
    const { startsAt, endsAt, ...switches } = sent;
    setOvertaken(false);
    try {
      const saved = await api.call(updateToken, {
        parameters: { id: token.id }, version: merging.version() ?? token.version, body: { ...switches, startsAt: fromPicker(startsAt), endsAt: fromPicker(endsAt) },
      });
      merging.saved(sent, valuesOf(saved), saved.version);
    } catch (error) {
      if (asProblem(error).code !== 'conflict') throw error;
      setOvertaken(true);
      onChange();
      throw new ShownInPlace();
    }
    onChange();
  }, t.tokens.switchesSaved);
  const toggle = (name: 'oneTime' | 'usePin' | 'allowNextTokencode', label: string, hint: string): ReactNode => (
    <Form.Item name={name} label={label} extra={hint} valuePropName="checked"><Switch aria-label={label} /></Form.Item>
  );
  return (
    <Form<Values>
      form={form} layout="vertical" disabled={!mayWrite} onFinish={(values) => { void save.run(values); }}
      initialValues={valuesOf(token)}
    >
      {isNews ? <div ref={showUp} style={{ marginBlockEnd: 16 }}><OvertakenAlert {...merging.faster} /></div> : null}
      <div ref={fields}>
        {toggle('oneTime', t.tokens.oneTime, t.tokens.oneTimeHint)}
        {oneTime ? null : <Alert type="warning" showIcon title={t.tokens.oneTimeOff} style={{ marginBlockEnd: 16 }} />}
        {toggle('usePin', t.tokens.usePinSwitch, t.tokens.usePinHint)}
        {toggle('allowNextTokencode', t.tokens.allowNext, t.tokens.allowNextHint)}
        <Form.Item name="sms" label={t.tokens.sms} extra={t.tokens.smsHint} valuePropName="checked"><KeptSwitch aria-label={t.tokens.sms} /></Form.Item>
        <Flex gap={16}>
          <Form.Item name="startsAt" label={t.words.start} style={{ flex: 1 }}><DatePicker showTime={{ format: 'HH:mm' }} style={{ width: '100%' }} /></Form.Item>
          <Form.Item name="endsAt" label={t.words.end} extra={t.words.endHint} style={{ flex: 1 }}><DatePicker showTime={{ format: 'HH:mm' }} style={{ width: '100%' }} /></Form.Item>
        </Flex>
      </div>
      {mayWrite ? <Button type="primary" htmlType="submit" loading={save.busy}>{t.actions.save}</Button> : null}
    </Form>
  );
}
