import { type BackEnd, createBackEnd } from '@countersign/contracts/admin-api';
import { Checkbox, Col, Form, Input, InputNumber, Row, Select } from 'antd';
import type { ReactNode } from 'react';
import { SitePicker } from '../../directory/SitePicker.tsx';
import { useTexts } from '../../i18n/index.ts';
import { Field } from '../../widgets/Field.tsx';

type Security = BackEnd['security'];

export interface BackEndValues {
  readonly siteId: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly servers: string;
  readonly security: Security;
  readonly ca: string | null;
  readonly serverTimeoutMs: number;
  readonly how: 'search' | 'name';
  readonly baseDn?: string;
  readonly filter?: string;
  readonly bindDn?: string | null;
  readonly bindPassword?: string;
  readonly template?: string;
}

export const newBackEnd: Partial<BackEndValues> = {
  enabled: true, security: 'ldaps', serverTimeoutMs: 800, how: 'search', filter: '(&(objectClass=person)(uid={login}))', servers: '', ca: null, bindDn: null,
};

export const backEndValues = ({ lookup, servers, ...backEnd }: BackEnd): BackEndValues => ({
  ...backEnd, servers: servers.join('\n'), ...lookup.how === 'search' ? { how: 'search', baseDn: lookup.baseDn, filter: lookup.filter, bindDn: lookup.bindDn } : { how: 'name', template: lookup.template },
});

/** What a person is looked up by belongs to how that is done. */
export const backEndChoices = { how: ['baseDn', 'filter', 'bindDn', 'bindPassword', 'template'] };

const linesOf = (text: string): string[] => text.split('\n').map((line) => line.trim()).filter((line) => line !== '');

/** What both making and changing a back end send; without a password the present one stays. */
export const backEndBody = ({ name, enabled, servers, security, ca, serverTimeoutMs, how, baseDn = '', filter = '', bindDn = null, bindPassword, template = '' }: BackEndValues) => ({
  name, enabled, servers: linesOf(servers), security, ca: ca || null, serverTimeoutMs,
  lookup: how === 'search' ? { how, baseDn, filter, bindDn: bindDn || null } as const : { how, template } as const,
  ...how === 'search' && bindPassword ? { bindPassword } : {},
  ...how === 'search' && !bindDn ? { bindPassword: null } : {},
});

const { shape } = createBackEnd.body;

/** The fields of a back end; once it exists, its site stays. */
export function BackEndFields({ existing = false }: { readonly existing?: boolean }): ReactNode {
  const t = useTexts();
  const texts = t.backEnds;
  const form = Form.useFormInstance<BackEndValues>();
  const how = Form.useWatch('how', form);
  return (
    <Row gutter={16}>
      <Col xs={24} sm={12}><Field name="name" label={t.words.name} schema={shape.name} required /></Col>
      <Col xs={24} sm={12}>
        {existing ? <Form.Item name="enabled" valuePropName="checked" label={t.words.state}><Checkbox>{texts.enabled}</Checkbox></Form.Item>
          : <Field name="siteId" label={t.words.site} required><SitePicker /></Field>}
      </Col>
      <Col xs={24} sm={12}><Field name="servers" label={texts.servers} hint={texts.serversHint} required><Input.TextArea rows={3} spellCheck={false} /></Field></Col>
      <Col xs={24} sm={12}>
        <Field name="security" label={texts.security}>
          <Select options={(['ldaps', 'starttls', 'none'] as const).map((value) => ({ value, label: texts.securities[value] }))} />
        </Field>
        <Field name="serverTimeoutMs" label={texts.serverTimeoutMs} schema={shape.serverTimeoutMs} hint={texts.serverTimeoutHint}><InputNumber min={100} max={1500} style={{ width: '100%' }} /></Field>
      </Col>
      <Col xs={24}><Field name="ca" label={texts.ca} hint={texts.caHint} nullable><Input.TextArea className="mono" rows={3} spellCheck={false} /></Field></Col>
      <Col xs={24}>
        <Field name="how" label={texts.lookup}>
          <Select options={(['search', 'name'] as const).map((value) => ({ value, label: texts.lookups[value] }))} />
        </Field>
      </Col>
      {how === 'name' ? (
        <Col xs={24}><Field name="template" label={texts.template} hint={texts.templateHint} required /></Col>
      ) : (
        <>
          <Col xs={24} sm={12}><Field name="baseDn" label={texts.baseDn} required /></Col>
          <Col xs={24} sm={12}><Field name="filter" label={texts.filter} hint={texts.filterHint} required /></Col>
          <Col xs={24} sm={12}><Field name="bindDn" label={texts.bindDn} hint={texts.bindDnHint} nullable /></Col>
          <Col xs={24} sm={12}>
            <Field name="bindPassword" label={texts.bindPassword} {...existing ? { hint: texts.bindPasswordKeep } : {}}><Input.Password autoComplete="new-password" /></Field>
          </Col>
        </>
      )}
    </Row>
  );
}
