import { getSettings, type Settings, settingsSchema, updateSettings } from '@countersign/contracts/admin-api';
import { Button, Card, Flex, Form, Input, InputNumber, Switch } from 'antd';
import type { ReactNode } from 'react';
import { useApi } from '../../api/api-context.ts';
import { useLoaded } from '../../api/use-loaded.ts';
import { useTexts } from '../../i18n/index.ts';
import { useCan } from '../../session/session-context.ts';
import { Field } from '../../widgets/Field.tsx';
import { PageHeader } from '../../widgets/PageHeader.tsx';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { useAction } from '../../widgets/use-action.ts';
import { Waiting } from '../../widgets/Waiting.tsx';

/** The settings of the installation. */
export function SettingsPage(): ReactNode {
  const t = useTexts();
  const { data, problem, reload } = useLoaded(getSettings, {});
  return (
    <>
      <PageHeader title={t.navigation.settings} description={t.settings.description} />
      {problem === undefined ? null : <ProblemAlert problem={problem} onRetry={reload} />}
      {data === undefined ? problem === undefined ? <Waiting /> : null
        : <SettingsForm key={data.version} settings={data.settings} version={data.version} onSaved={reload} />}
    </>
  );
}

interface SettingsFormProps {
  readonly settings: Settings;
  readonly version: number;
  readonly onSaved: () => void;
}

type Values = Omit<Settings, 'administrationAddresses'> & { readonly addresses: string };

const { shape } = settingsSchema;

function SettingsForm({ settings, version, onSaved }: SettingsFormProps): ReactNode {
  const t = useTexts();
  const api = useApi();
  const mayWrite = useCan('settings.write');
  const save = useAction(async ({ addresses, ...values }: Values) => {
    const administrationAddresses = addresses.split(/[\s,;]+/).filter((address) => address !== '');
    await api.call(updateSettings, { body: { ...values, administrationAddresses }, version });
    onSaved();
  });
  const { administrationAddresses, ...values } = settings;
  const number = (name: 'sessionIdleMinutes' | 'sessionAbsoluteMinutes' | 'tokensPerUser', label: string): ReactNode => (
    <Field name={name} label={label} schema={shape[name]} required><InputNumber precision={0} style={{ width: 160 }} /></Field>
  );
  return (
    <Form<Values> layout="vertical" disabled={!mayWrite} initialValues={{ ...values, addresses: administrationAddresses.join('\n') }} onFinish={(given) => { void save.run(given); }} style={{ maxWidth: 720 }}>
      <Flex vertical gap={16}>
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
