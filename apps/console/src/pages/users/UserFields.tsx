import { type AccessWindow, createUser, loginSchema, type User } from '@countersign/contracts/admin-api';
import { Checkbox, Col, DatePicker, Form, InputNumber, Row, Select, Switch } from 'antd';
import type { Dayjs } from 'dayjs';
import type { ReactNode } from 'react';
import { AccessTimesField } from '../../directory/AccessTimesField.tsx';
import { SitePicker } from '../../directory/SitePicker.tsx';
import { useSites } from '../../directory/sites-context.ts';
import { useTexts } from '../../i18n/index.ts';
import { KeptCheckbox } from '../../widgets/KeptFlags.tsx';
import { fromPicker, toPicker } from '../../widgets/dates.ts';
import { Field } from '../../widgets/Field.tsx';
import { ProfilePicker } from '../radius/ProfilePicker.tsx';

export interface UserValues {
  readonly siteId: string;
  readonly login: string;
  readonly displayName?: string;
  readonly groupId?: string | null;
  readonly mobile?: string | null;
  readonly email?: string | null;
  readonly enabled: boolean;
  readonly startsAt?: Dayjs | null;
  readonly endsAt?: Dayjs | null;
  readonly activeOnAllHosts?: boolean;
  readonly activeOnSiteHosts?: boolean;
  readonly openedAt?: Dayjs | null;
  readonly identifier?: string | null;
  readonly accessTimes?: readonly AccessWindow[] | null;
  readonly newPin?: boolean;
  readonly nextTokencode?: boolean;
  readonly sms?: boolean;
  readonly maximumSessions?: number | null;
  readonly radiusProfileId?: string | null;
}

/** What a new user has unless somebody chooses otherwise. */
export const newUser = { enabled: true, newPin: true, nextTokencode: true, sms: false } as const;

export const userValues = ({ startsAt, endsAt, openedAt, ...user }: User): UserValues =>
  ({ ...user, startsAt: toPicker(startsAt), endsAt: toPicker(endsAt), openedAt: toPicker(openedAt) });

/** Everything that both making and changing a user take. */
export const userBody = (values: UserValues) => ({
  displayName: values.displayName ?? '', groupId: values.groupId ?? null, mobile: values.mobile ?? null, email: values.email ?? null,
  enabled: values.enabled, startsAt: fromPicker(values.startsAt), endsAt: fromPicker(values.endsAt),
  activeOnAllHosts: values.activeOnAllHosts ?? false, activeOnSiteHosts: values.activeOnSiteHosts ?? false,
  identifier: values.identifier ?? null, accessTimes: values.accessTimes === undefined || values.accessTimes === null ? null : [...values.accessTimes],
  newPin: values.newPin ?? true, nextTokencode: values.nextTokencode ?? true, sms: values.sms ?? false, maximumSessions: values.maximumSessions ?? null,
  radiusProfileId: values.radiusProfileId ?? null,
  ...values.openedAt ? { openedAt: values.openedAt.toISOString() } : {},
});

/** The fields of a user; the site stays as it is once the user exists. */
export function UserFields({ existing = false }: { readonly existing?: boolean }): ReactNode {
  const t = useTexts();
  const { groups } = useSites();
  const siteId = Form.useWatch<string | undefined>('siteId', { preserve: true });
  const { shape } = createUser.body;
  const pick = <DatePicker showTime={{ format: 'HH:mm' }} style={{ width: '100%' }} />;
  return (
    <>
      {existing ? null : <Field name="siteId" label={t.words.site} required><SitePicker /></Field>}
      <Row gutter={16}>
        <Col xs={24} sm={12}><Field name="login" label={t.users.login} schema={existing ? loginSchema : shape.login} required /></Col>
        <Col xs={24} sm={12}><Field name="displayName" label={t.users.displayName} schema={shape.displayName} /></Col>
        <Col xs={24} sm={12}><Field name="mobile" label={t.users.mobile} schema={shape.mobile} nullable /></Col>
        <Col xs={24} sm={12}><Field name="email" label={t.users.email} schema={shape.email} nullable /></Col>
        <Col xs={24} sm={12}><Field name="identifier" label={t.access.identifier} schema={shape.identifier} nullable hint={t.access.identifierHint} /></Col>
        {existing ? <Col xs={24} sm={12}><Field name="openedAt" label={t.access.openedAt} required>{pick}</Field></Col> : null}
        <Col xs={24} sm={12}><Field name="startsAt" label={t.users.startsAt}>{pick}</Field></Col>
        <Col xs={24} sm={12}><Field name="endsAt" label={t.users.endsAt} hint={t.words.endHint}>{pick}</Field></Col>
      </Row>
      <Field name="groupId" label={t.words.group}>
        <Select allowClear placeholder={t.words.none} options={groups.filter((group) => group.siteId === siteId).map(({ id, name }) => ({ value: id, label: name }))} />
      </Field>
      <Field name="radiusProfileId" label={t.radius.profile}><ProfilePicker siteId={siteId} /></Field>
      <Form.Item name="activeOnAllHosts" valuePropName="checked" style={{ marginBlockEnd: 4 }}><Checkbox>{t.users.activeOnAllHosts}</Checkbox></Form.Item>
      <Form.Item name="activeOnSiteHosts" valuePropName="checked"><Checkbox>{t.users.activeOnSiteHosts}</Checkbox></Form.Item>
      <AccessTimesField />
      <fieldset style={{ border: 0, padding: 0, margin: '0 0 16px' }}>
        <legend style={{ fontWeight: 600, marginBlockEnd: 4 }}>{t.access.switches}</legend>
        <p style={{ margin: '0 0 8px' }}>{t.access.switchesHint}</p>
        {(['newPin', 'nextTokencode'] as const).map((name) => (
          <Form.Item key={name} name={name} valuePropName="checked" style={{ marginBlockEnd: 4 }}><Checkbox>{t.access[name]}</Checkbox></Form.Item>
        ))}
        <Form.Item name="sms" valuePropName="checked" extra={t.tokens.smsHint} style={{ marginBlockEnd: 4 }}><KeptCheckbox>{t.access.sms}</KeptCheckbox></Form.Item>
      </fieldset>
      <Field name="maximumSessions" label={t.access.maximumSessions} schema={shape.maximumSessions} hint={t.access.maximumSessionsHint}><InputNumber min={1} max={1000} style={{ width: 160 }} /></Field>
      <Field name="enabled" label={t.users.enabled} valuePropName="checked"><Switch /></Field>
      {existing ? <Form.Item name="siteId" hidden><input type="hidden" /></Form.Item> : null}
    </>
  );
}
