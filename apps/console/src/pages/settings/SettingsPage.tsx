import { getSettings, type Settings, settingsSchema, updateSettings } from '@countersign/contracts/admin-api';
import { Button, Card, Flex, Form, Input, InputNumber, Switch } from 'antd';
import { type ReactNode, useRef } from 'react';
import { useApi } from '../../api/api-context.ts';
import { asProblem } from '../../api/problem.ts';
import { useLoaded } from '../../api/use-loaded.ts';
import { useTexts } from '../../i18n/index.ts';
import { useCan } from '../../session/session-context.ts';
import { Field } from '../../widgets/Field.tsx';
import { OvertakenAlert } from '../../widgets/OvertakenAlert.tsx';
import { PageHeader } from '../../widgets/PageHeader.tsx';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { showUp } from '../../widgets/show-up.ts';
import { ShownInPlace, useAction } from '../../widgets/use-action.ts';
import { useStandingForm } from '../../widgets/use-standing-form.ts';
import { Waiting } from '../../widgets/Waiting.tsx';
import { settingFaults } from './setting-faults.ts';

/** The settings of the installation. */
export function SettingsPage(): ReactNode {
  const t = useTexts();
  const { data, problem, reload } = useLoaded(getSettings, {});
  return (
    <>
      <PageHeader title={t.navigation.settings} description={t.settings.description} />
      {problem === undefined ? null : <ProblemAlert problem={problem} onRetry={reload} />}
      {data === undefined ? problem === undefined ? <Waiting /> : null
        : <SettingsForm settings={data.settings} version={data.version} onChange={reload} />}
    </>
  );
}

interface SettingsFormProps {
  readonly settings: Settings;
  readonly version: number;
  /** They were saved, or somebody else was faster: they are loaded again. */
  readonly onChange: () => void;
}

type Values = Omit<Settings, 'administrationAddresses'> & { readonly addresses: string };

const { shape } = settingsSchema;

const valuesOf = ({ administrationAddresses, ...values }: Settings): Values => ({ ...values, addresses: administrationAddresses.join('\n') });

function SettingsForm({ settings, version, onChange }: SettingsFormProps): ReactNode {
  const t = useTexts();
  const api = useApi();
  const mayWrite = useCan('settings.write');
  const [form] = Form.useForm<Values>();
  const fields = useRef<HTMLDivElement>(null);
  const merging = useStandingForm<Values>({ form, fields, values: valuesOf(settings), version });
  const save = useAction(async (sent: Values) => {
    const { addresses, ...values } = sent;
    const administrationAddresses = addresses.split(/[\s,;]+/).filter((address) => address !== '');
    try {
      const saved = await api.call(updateSettings, { body: { ...values, administrationAddresses }, version: merging.version() ?? version });
      merging.saved(sent, valuesOf(saved.settings), saved.version);
    } catch (error) {
      const { code, problem } = asProblem(error);
      const faults = settingFaults(problem.errors ?? []);
      if (faults.length > 0) {
        form.setFields(faults);
        form.scrollToField(faults[0]?.name, { block: 'center' });
        throw new ShownInPlace();
      }
      if (code !== 'conflict') throw error;
      onChange();
      throw new ShownInPlace();
    }
    onChange();
  });
  const number = (name: 'sessionIdleMinutes' | 'sessionAbsoluteMinutes' | 'tokensPerUser', label: string): ReactNode => (
    <Field name={name} label={label} schema={shape[name]} required><InputNumber precision={0} style={{ width: 160 }} /></Field>
  );
  return (
    <Form<Values> form={form} layout="vertical" disabled={!mayWrite} initialValues={valuesOf(settings)} onFinish={(given) => { void save.run(given); }} style={{ maxWidth: 720 }}>
      <Flex vertical gap={16} ref={fields}>
        {merging.faster === undefined ? null : <div ref={showUp}><OvertakenAlert {...merging.faster} /></div>}
        <Card title={t.settings.access}>
          <Field name="addresses" label={t.settings.addresses} hint={t.settings.addressesHint}><Input.TextArea className="mono" rows={5} /></Field>
          <Field name="requireToken" label={t.settings.requireToken} hint={t.settings.requireTokenHint} valuePropName="checked"><Switch /></Field>
          {number('sessionIdleMinutes', t.settings.idle)}
          {number('sessionAbsoluteMinutes', t.settings.absolute)}
        </Card>
        <Card title={t.settings.tokens}>{number('tokensPerUser', t.settings.tokensPerUser)}</Card>
        <Card title={t.navigation.sessions}>
          <Field name="sessionsPerUser" label={t.sessions.limit} schema={shape.sessionsPerUser} hint={t.sessions.limitHint}><InputNumber precision={0} min={1} style={{ width: 160 }} /></Field>
        </Card>
        {mayWrite ? <div><Button type="primary" htmlType="submit" loading={save.busy}>{t.actions.save}</Button></div> : null}
      </Flex>
    </Form>
  );
}
