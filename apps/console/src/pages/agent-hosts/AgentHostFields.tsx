import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { type AgentHost, agentHostAddressSchema, createAgentHost, nasProfiles } from '@countersign/contracts/admin-api';
import { Button, Checkbox, Col, Flex, Form, InputNumber, Row, Select } from 'antd';
import type { ReactNode } from 'react';
import { AccessTimesField } from '../../directory/AccessTimesField.tsx';
import { SitePicker } from '../../directory/SitePicker.tsx';
import { shownAddress } from '../../directory/shown-address.ts';
import { networkSchema } from '../../directory/network-schema.ts';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import { KeptCheckbox } from '../../widgets/KeptFlags.tsx';
import { Field } from '../../widgets/Field.tsx';
import { ProfilePicker } from '../radius/ProfilePicker.tsx';
import { SecretInput } from './SecretInput.tsx';

type Flags = Pick<AgentHost, 'requireMessageAuthenticator' | 'limitProxyState' | 'newPin' | 'nextTokencode' | 'openToAll' | 'openToSite' | 'loginForm' | 'nasProfile' | 'failoverGraceSeconds' | 'sms' | 'limitSessions' | 'accessTimes' | 'radiusProfileId'>;

export interface AgentHostValues extends Flags {
  readonly siteId: string;
  readonly name: string;
  readonly address: string;
  readonly nodes?: readonly { readonly address: string; readonly name: string | null }[];
  readonly secret?: string;
}

export const newAgentHost: Partial<AgentHostValues> = {
  requireMessageAuthenticator: true, limitProxyState: true, newPin: true, nextTokencode: true, openToAll: false, openToSite: false,
  loginForm: 'as-is', nasProfile: 'generic', failoverGraceSeconds: 0, sms: false, limitSessions: false, accessTimes: null, radiusProfileId: null,
};

export const agentHostValues = ({ addresses: [main, ...nodes], ...host }: AgentHost): AgentHostValues => ({ ...host, address: shownAddress(main?.address ?? ''), nodes: nodes.map((node) => ({ ...node, address: shownAddress(node.address) })) });

/** Everything that both making and changing an agent host take. */
export const agentHostBody = ({ address, nodes = [], name, ...flags }: AgentHostValues) => ({
  name, addresses: [{ address: address.trim(), name: null }, ...nodes.map((node) => ({ address: node.address.trim(), name: node.name || null }))],
  requireMessageAuthenticator: flags.requireMessageAuthenticator, limitProxyState: flags.limitProxyState, newPin: flags.newPin,
  nextTokencode: flags.nextTokencode, openToAll: flags.openToAll, openToSite: flags.openToSite, loginForm: flags.loginForm,
  nasProfile: flags.nasProfile, failoverGraceSeconds: flags.failoverGraceSeconds, sms: flags.sms, limitSessions: flags.limitSessions, accessTimes: flags.accessTimes,
  radiusProfileId: flags.radiusProfileId ?? null,
});

const { shape } = createAgentHost.body;

/** The fields of an agent host; once it exists, its site stays, and an empty secret keeps the present one. */
export function AgentHostFields({ existing = false }: { readonly existing?: boolean }): ReactNode {
  const t = useTexts();
  const { language } = useLanguage();
  const siteId = Form.useWatch<string | undefined>('siteId', { preserve: true });
  const check = (name: keyof Flags, label: string, hint?: string): ReactNode => (
    <Form.Item name={name} valuePropName="checked" extra={hint} style={{ marginBlockEnd: 8 }}><Checkbox>{label}</Checkbox></Form.Item>
  );
  return (
    <>
      <Row gutter={16}>
        <Col xs={24} sm={12}><Field name="name" label={t.words.name} schema={shape.name} required /></Col>
        {existing ? <Form.Item name="siteId" hidden><input type="hidden" /></Form.Item> : <Col xs={24} sm={12}><Field name="siteId" label={t.words.site} required><SitePicker /></Field></Col>}
        <Col xs={24} sm={12}><Field name="address" label={t.hosts.main} schema={networkSchema} required hint={t.hosts.addressHint} /></Col>
        <Col xs={24} sm={12}><SecretField existing={existing} /></Col>
      </Row>
      <SecondaryNodes />
      <fieldset style={{ border: 0, padding: 0, margin: '16px 0 0' }}>
        <legend style={{ fontWeight: 600, marginBlockEnd: 8 }}>{t.hosts.rules}</legend>
        <Row gutter={16}>
          <Col xs={24} sm={12}>
            {check('openToSite', t.hosts.openToSite)}
            {check('openToAll', t.hosts.openToAll)}
            {check('newPin', t.hosts.newPin, t.hosts.newPinHint)}
            {check('nextTokencode', t.hosts.nextTokencode, t.hosts.nextTokencodeHint)}
          </Col>
          <Col xs={24} sm={12}>
            {check('requireMessageAuthenticator', t.hosts.requireMessageAuthenticator, t.hosts.requireMessageAuthenticatorHint)}
            {check('limitProxyState', t.hosts.limitProxyState)}
            {check('limitSessions', t.access.limitSessions, t.access.limitSessionsHint)}
            <Form.Item name="sms" valuePropName="checked" extra={t.tokens.smsHint} style={{ marginBlockEnd: 8 }}><KeptCheckbox>{t.access.sms}</KeptCheckbox></Form.Item>
          </Col>
          <Col xs={24} sm={12}>
            <Field name="loginForm" label={t.hosts.loginForm}>
              <Select options={shape.loginForm.unwrap().options.map((value) => ({ value, label: t.hosts.loginForms[value] }))} />
            </Field>
          </Col>
          <Col xs={24} sm={12}>
            <Field name="nasProfile" label={t.hosts.nasProfile}>
              <Select options={shape.nasProfile.unwrap().options.map((value) => ({ value, label: nasProfiles[value].label[language] }))} />
            </Field>
          </Col>
          <Col xs={24} sm={12}><Field name="radiusProfileId" label={t.radius.profile}><ProfilePicker siteId={siteId} /></Field></Col>
          <Col xs={24} sm={12}>
            <Field name="failoverGraceSeconds" label={t.hosts.failoverGraceSeconds} schema={shape.failoverGraceSeconds} hint={t.hosts.failoverGraceHint}>
              <InputNumber min={0} max={60} style={{ width: '100%' }} />
            </Field>
          </Col>
        </Row>
      </fieldset>
      <AccessTimesField />
    </>
  );
}

function SecretField({ existing }: { readonly existing: boolean }): ReactNode {
  const t = useTexts();
  return (
    <Field
      name="secret" label={existing ? t.hosts.newSecret : t.hosts.secret} schema={shape.secret} required={!existing}
      hint={existing ? t.hosts.newSecretHint : t.hosts.secretHint}
    >
      <SecretInput />
    </Field>
  );
}

function SecondaryNodes(): ReactNode {
  const t = useTexts();
  return (
    <fieldset id="nodes" style={{ border: 0, padding: 0, margin: 0 }}>
      <legend style={{ fontWeight: 600 }}>{t.hosts.secondary}</legend>
      <p style={{ margin: '4px 0 8px' }}>{t.hosts.secondaryHint}</p>
      <Form.List name="nodes">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <Flex key={key} gap={8} align="flex-start">
                <div style={{ flex: 1 }}><Field name={[name, 'address']} label={t.words.address} schema={networkSchema} required /></div>
                <div style={{ flex: 1 }}><Field name={[name, 'name']} label={t.hosts.secondaryName} schema={agentHostAddressSchema.shape.name} nullable /></div>
                <Button style={{ marginBlockStart: 30 }} icon={<DeleteOutlined aria-hidden />} aria-label={t.actions.remove} onClick={() => remove(name)} />
              </Flex>
            ))}
            <Button icon={<PlusOutlined aria-hidden />} onClick={() => add({ address: '', name: null })}>{t.hosts.addNode}</Button>
          </>
        )}
      </Form.List>
    </fieldset>
  );
}
