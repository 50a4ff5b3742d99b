import { isSecretColumn, type UserField, userFields, userImportOptionsSchema } from '@countersign/contracts/admin-api';
import { Alert, Button, Checkbox, Col, Flex, Form, type FormInstance, Radio, Row, Select } from 'antd';
import { type ReactNode, useEffect, useMemo } from 'react';
import { SitePicker } from '../../directory/SitePicker.tsx';
import { useTexts } from '../../i18n/index.ts';
import { useCan } from '../../session/session-context.ts';
import { Field } from '../../widgets/Field.tsx';
import { FilePicker } from '../../widgets/FilePicker.tsx';
import { ColumnMapping, type Mapping } from '../../widgets/ColumnMapping.tsx';
import { useBeginning } from '../../widgets/use-beginning.ts';
import { encodingOf, guessMapping, sampleOf } from './sample.ts';
import type { UserImportValues } from './use-user-import.ts';

export interface UserImportFormProps {
  readonly form: FormInstance<UserImportValues>;
  readonly initial: Partial<UserImportValues>;
  /** The file is on its way. */
  readonly busy: boolean;
  readonly onChange: () => void;
  readonly onCheck: () => void;
  /** Its outcome stands below, and says what a check is. */
  readonly checked: boolean;
}

const { shape } = userImportOptionsSchema;

/** File, meaning of its columns, and what becomes of users and groups. */
export function UserImportForm({ form, initial, busy, onChange, onCheck, checked }: UserImportFormProps): ReactNode {
  const t = useTexts();
  const mayMakeGroups = useCan('groups.write');
  const file = Form.useWatch('file', form);
  const encoding = Form.useWatch('encoding', form) ?? 'auto';
  const header = Form.useWatch('header', form) ?? true;
  const beginning = useBeginning(file);
  const sample = useMemo(() => (beginning === undefined ? undefined : sampleOf(beginning, encoding)), [beginning, encoding]);
  useEffect(() => { if (beginning !== undefined) form.setFieldValue('encoding', encodingOf(beginning)); }, [form, beginning]);
  useEffect(() => { if (sample) form.setFieldValue('mapping', guessMapping(sample[0] ?? [], header)); }, [form, sample, header]);
  const check = (name: keyof UserImportValues, label: string, hint?: string): ReactNode => (
    <Form.Item name={name} valuePropName="checked" extra={hint} style={{ marginBlockEnd: 8 }}><Checkbox>{label}</Checkbox></Form.Item>
  );
  return (
    <Form<UserImportValues> form={form} layout="vertical" initialValues={initial} disabled={busy} onValuesChange={onChange} onFinish={onCheck}>
      <Row gutter={24}>
        <Col xs={24} lg={12}>
          <Field name="site" label={t.words.site} required><SitePicker /></Field>
          <Field name="file" label={t.userImport.file} required><FilePicker /></Field>
        </Col>
        <Col xs={24} lg={12}>
          <Field name="encoding" label={t.userImport.encoding}>
            <Select options={shape.encoding.unwrap().options.map((value) => ({ value, label: t.userImport.encodings[value] }))} />
          </Field>
          {check('header', t.userImport.header)}
          <Field name="existing" label={t.userImport.existing}>
            <Radio.Group vertical options={shape.existing.unwrap().options.map((value) => ({ value, label: t.userImport.existings[value] }))} />
          </Field>
          {mayMakeGroups ? check('makeGroups', t.userImport.makeGroups, t.userImport.makeGroupsHint) : null}
          {check('partial', t.importing.partial)}
        </Col>
      </Row>
      {sample === null ? <Alert type="warning" showIcon role="alert" title={t.userImport.unreadable} style={{ marginBlockEnd: 16 }} /> : null}
      {sample === undefined || sample === null || sample.length === 0 ? null : (
        <Form.Item<UserImportValues>
          name="mapping" label={t.userImport.columns} extra={t.userImport.columnsHint}
          rules={[{ validator: async (_, mapping?: Mapping<UserField>) => { if (mapping?.includes('login') !== true) throw new Error(t.userImport.loginNeeded); } }]}
        >
          <ColumnMapping sample={sample} header={header} fields={userFields} fieldText={(field) => t.userImport.fields[field]} isWithheld={isSecretColumn} />
        </Form.Item>
      )}
      <Flex align="center" gap={12}>
        <Button type="primary" htmlType="submit" loading={busy}>{busy ? t.jobs.sending : t.importing.check}</Button>
        {checked ? null : <span>{t.importing.checkHint}</span>}
      </Flex>
    </Form>
  );
}
