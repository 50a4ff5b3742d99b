import { clearTokenPin, setTokenMode, setTokenPin } from '@countersign/contracts/admin-api';
import { Alert, Button, Flex, Form, Input, Radio, Space } from 'antd';
import type { ReactNode } from 'react';
import { useApi } from '../../api/api-context.ts';
import { useTexts } from '../../i18n/index.ts';
import { ConfirmButton } from '../../widgets/ConfirmButton.tsx';
import { Field } from '../../widgets/Field.tsx';
import { useAction } from '../../widgets/use-action.ts';
import type { TokenWithState } from './token-with-state.ts';

type Mode = NonNullable<TokenWithState['state']>['mode'];
const modes = ['normal', 'new-pin', 'next-tokencode'] as const satisfies readonly Mode[];

/** PIN and mode of an assigned token. */
export function TokenPin({ data: { token, state, pinRules }, onChange }: { readonly data: TokenWithState; readonly onChange: () => void }): ReactNode {
  const t = useTexts();
  const api = useApi();
  const [form] = Form.useForm<{ pin: string }>();
  const parameters = { id: token.id };
  const setPin = useAction(async ({ pin }: { pin: string }) => {
    await api.call(setTokenPin, { parameters, body: { pin } });
    form.resetFields();
    onChange();
  }, t.tokens.pinSetNow);
  const clear = useAction(async () => {
    await api.call(clearTokenPin, { parameters });
    onChange();
  }, t.tokens.pinCleared);
  const setMode = useAction(async (mode: Mode) => {
    await api.call(setTokenMode, { parameters, body: { mode } });
    onChange();
  }, t.tokens.modeSet);
  if (state === null) return <Alert type="info" showIcon title={t.tokens.needsAssignment} />;
  return (
    <Flex vertical gap={24}>
      <section>
        <p style={{ marginBlockStart: 0 }}>{t.tokens.pin}: <strong>{state.pinSet ? t.tokens.pinSet : t.tokens.pinNone}</strong></p>
        <Form form={form} layout="vertical" onFinish={(values: { pin: string }) => { void setPin.run(values); }}>
          <Field name="pin" label={t.tokens.newPin} schema={setTokenPin.body.shape.pin} required hint={pinRules === null ? undefined : t.tokens.pinRule(pinRules)}><Input.Password autoComplete="new-password" /></Field>
          <Space>
            <Button type="primary" htmlType="submit" loading={setPin.busy}>{t.tokens.setPin}</Button>
            {state.pinSet ? <ConfirmButton danger question={t.tokens.clearPinQuestion} consequence={t.tokens.clearPinConsequence} onConfirm={clear.run}>{t.tokens.clearPin}</ConfirmButton> : null}
          </Space>
        </Form>
      </section>
      <section>
        <p style={{ marginBlockStart: 0 }}>{t.tokens.mode}</p>
        <Radio.Group
          vertical disabled={setMode.busy} value={state.mode}
          onChange={(event) => { const chosen = modes.find((mode) => mode === event.target.value); if (chosen !== undefined) void setMode.run(chosen); }}
          options={modes.map((mode) => ({ value: mode, label: <><strong>{t.tokens.modes[mode]}</strong> – {t.tokens.modeHints[mode]}</> }))}
        />
      </section>
    </Flex>
  );
}
