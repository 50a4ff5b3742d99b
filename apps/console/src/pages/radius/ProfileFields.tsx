import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import {
  type CheckAttribute, CHECKS, createRadiusProfile, listAddressPools, listRadiusAttributes, nasProfileNames, nasProfiles, type ReplyAttribute,
} from '@countersign/contracts/admin-api';
import { AutoComplete, Button, Checkbox, Divider, Flex, Form, Input, Select } from 'antd';
import { type ReactNode, useMemo } from 'react';
import { SitePicker } from '../../directory/SitePicker.tsx';
import { useLoaded } from '../../api/use-loaded.ts';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import { Field } from '../../widgets/Field.tsx';

export interface ProfileValues {
  readonly siteId: string;
  readonly name: string;
  readonly description?: string;
  readonly checkAttributes?: readonly CheckAttribute[];
  readonly replyAttributes?: readonly ReplyAttribute[];
  readonly poolId?: string | null;
}

const { shape } = createRadiusProfile.body;

/** The fields of a profile; the site stays as it is once the profile exists. */
export function ProfileFields({ existing = false }: { readonly existing?: boolean }): ReactNode {
  const t = useTexts();
  const siteId = Form.useWatch<string | undefined>('siteId', { preserve: true });
  const pools = useLoaded(listAddressPools, siteId === undefined ? null : { query: { usableIn: siteId, limit: 1000 } });
  return (
    <>
      {existing ? <Form.Item name="siteId" hidden><input type="hidden" /></Form.Item> : <Field name="siteId" label={t.words.site} required><SitePicker /></Field>}
      <Field name="name" label={t.words.name} schema={shape.name} required />
      <Field name="description" label={t.radius.description} />
      <Field name="poolId" label={t.radius.pool}>
        <Select allowClear placeholder={t.words.none} loading={pools.loading} options={(pools.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))} />
      </Field>
      <Checks />
      <Replies />
    </>
  );
}

/** Names of the dictionaries to choose from; any other may be typed. */
function useAttributeNames(reply: boolean): { value: string }[] {
  const { data } = useLoaded(listRadiusAttributes, {});
  return useMemo(() => (data?.attributes ?? []).filter((attribute) => !reply || attribute.reply).map(({ name }) => ({ value: name })), [data, reply]);
}

const matches = (typed: string, option: { value: string } | undefined): boolean => option?.value.toLowerCase().includes(typed.toLowerCase()) === true;

function Checks(): ReactNode {
  const t = useTexts();
  const names = useAttributeNames(false);
  return (
    <Lines id="checkAttributes" title={t.radius.checks} hint={t.radius.checksHint}>
      <Form.List name="checkAttributes">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <Flex key={key} gap={8} align="flex-start">
                <div style={{ flex: 2 }}><Field name={[name, 'name']} label={t.radius.attribute} required><AutoComplete options={names} showSearch={{ filterOption: matches }} /></Field></div>
                <div style={{ flex: 1 }}>
                  <Field name={[name, 'check']} label={t.radius.check}><Select options={CHECKS.map((value) => ({ value, label: t.radius.conditions[value] }))} /></Field>
                </div>
                <div style={{ flex: 2 }}><Field name={[name, 'value']} label={t.radius.value}><Input autoComplete="off" /></Field></div>
                <Remove onClick={() => remove(name)} />
              </Flex>
            ))}
            <Button icon={<PlusOutlined aria-hidden />} onClick={() => add({ name: '', check: 'equals', value: '' })}>{t.radius.addCheck}</Button>
          </>
        )}
      </Form.List>
    </Lines>
  );
}

function Replies(): ReactNode {
  const t = useTexts();
  const { language } = useLanguage();
  const names = useAttributeNames(true);
  return (
    <Lines id="replyAttributes" title={t.radius.replies} hint={t.radius.repliesHint}>
      <Form.List name="replyAttributes">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <Flex key={key} gap={8} align="flex-start">
                <div style={{ flex: 2 }}><Field name={[name, 'name']} label={t.radius.attribute} required><AutoComplete options={names} showSearch={{ filterOption: matches }} /></Field></div>
                <div style={{ flex: 2 }}><Field name={[name, 'value']} label={t.radius.value} required><Input autoComplete="off" /></Field></div>
                <Form.Item name={[name, 'append']} valuePropName="checked" style={{ marginBlockStart: 30 }}><Checkbox>{t.radius.append}</Checkbox></Form.Item>
                <Remove onClick={() => remove(name)} />
              </Flex>
            ))}
            <Flex wrap gap={8}>
              <Button icon={<PlusOutlined aria-hidden />} onClick={() => add({ name: '', value: '', append: false })}>{t.radius.addReply}</Button>
              <Select<string | null>
                aria-label={t.radius.fromDevice} placeholder={t.radius.fromDevice} value={null} style={{ minWidth: 260 }}
                options={nasProfileNames.map((value) => ({ value, label: nasProfiles[value].label[language] }))}
                onChange={(chosen) => {
                  for (const device of nasProfileNames) if (device === chosen) for (const line of nasProfiles[device].replyAttributes) add({ ...line, append: false });
                }}
              />
            </Flex>
          </>
        )}
      </Form.List>
    </Lines>
  );
}

function Lines({ id, title, hint, children }: { readonly id: string; readonly title: string; readonly hint: string; readonly children: ReactNode }): ReactNode {
  return (
    <fieldset id={id} style={{ border: 0, padding: 0, margin: '8px 0 0' }}>
      <legend style={{ fontWeight: 600 }}>{title}</legend>
      <p style={{ margin: '0 0 8px' }}>{hint}</p>
      {children}
      <Divider style={{ margin: '12px 0' }} />
    </fieldset>
  );
}

function Remove({ onClick }: { readonly onClick: () => void }): ReactNode {
  const t = useTexts();
  return <Button style={{ marginBlockStart: 30 }} icon={<DeleteOutlined aria-hidden />} aria-label={t.actions.remove} onClick={onClick} />;
}
