import { importOptionsSchema } from '@countersign/contracts/admin-api';
import { Button, Checkbox, Col, Flex, Form, type FormInstance, Input, Radio, Row, Select } from 'antd';
import type { ReactNode } from 'react';
import { z } from 'zod';
import { SitePicker } from '../../directory/SitePicker.tsx';
import { useTexts } from '../../i18n/index.ts';
import { useCan } from '../../session/session-context.ts';
import { KeptCheckbox } from '../../widgets/KeptFlags.tsx';
import { Field } from '../../widgets/Field.tsx';
import { FilePicker } from '../../widgets/FilePicker.tsx';
import { CsvDetails } from './CsvDetails.tsx';
import { type ImportValues, plainKey } from './use-import.ts';

export interface ImportFormProps {
  readonly form: FormInstance<ImportValues>;
  readonly initial: Partial<ImportValues>;
  /** The file is on its way. */
  readonly busy: boolean;
  readonly onChange: () => void;
  readonly onCheck: () => void;
  /** Its outcome stands below, and says what a check is. */
  readonly checked: boolean;
}

const { shape } = importOptionsSchema;
const formats = shape.format.unwrap().options;

/** File, its protection, and the working mode of the tokens in it. */
export function ImportForm({ form, initial, busy, onChange, onCheck, checked }: ImportFormProps): ReactNode {
  const t = useTexts();
  const mayAssign = useCan('tokens.assign');
  const protection = Form.useWatch('protection', form);
  const check = (name: keyof ImportValues, label: string, hint?: string): ReactNode => (
    <Form.Item name={name} valuePropName="checked" extra={hint} style={{ marginBlockEnd: 8 }}><Checkbox>{label}</Checkbox></Form.Item>
  );
  return (
    <Form<ImportValues> form={form} layout="vertical" initialValues={initial} disabled={busy} onValuesChange={onChange} onFinish={onCheck}>
      <Row gutter={24}>
        <Col xs={24} lg={12}>
          <Field name="site" label={t.words.site} required><SitePicker /></Field>
          <Field name="file" label={t.importing.file} required><FilePicker /></Field>
          <Field name="format" label={t.importing.format}>
            <Select options={formats.map((value) => ({ value, label: t.importing.formats[value] ?? value }))} />
          </Field>
          <Field name="protection" label={t.importing.protection}>
            <Radio.Group vertical options={(['none', 'password', 'key', 'private-key'] as const).map((value) => ({ value, label: t.importing.protections[value] }))} />
          </Field>
          {protection === 'password' ? <Field name="password" label={t.importing.password} schema={shape.password} required><Input.Password autoComplete="off" /></Field> : null}
          {protection === 'private-key' ? (
            <>
              <Field name="privateKey" label={t.importing.privateKey} schema={shape.privateKey} required><Input.TextArea rows={4} autoComplete="off" spellCheck={false} placeholder="-----BEGIN PGP PRIVATE KEY BLOCK-----" /></Field>
              <Field name="passphrase" label={t.importing.passphrase}><Input.Password autoComplete="off" /></Field>
            </>
          ) : null}
          {protection === 'key' ? <Field name="key" label={t.importing.key} schema={z.string().transform(plainKey).pipe(shape.key.unwrap())} required><Input.Password autoComplete="off" /></Field> : null}
        </Col>
        <Col xs={24} lg={12}>
          <Field name="kind" label={t.importing.kind}>
            <Select options={shape.kind.unwrap().options.map((value) => ({ value, label: value === 'auto' ? t.importing.kindOfFile : t.tokens.kinds[value] }))} />
          </Field>
          {mayAssign ? (
            <Field name="assign" label={t.importing.assign} hint={t.importing.assignHint}>
              <Select options={shape.assign.unwrap().options.map((value) => ({ value, label: t.importing.assigns[value] }))} />
            </Field>
          ) : null}
          <fieldset style={{ border: 0, padding: 0, margin: 0 }}>
            <legend style={{ marginBlockEnd: 8 }}>{t.importing.mode}</legend>
            {check('oneTime', t.tokens.oneTime, t.tokens.oneTimeHint)}
            {check('usePin', t.tokens.usePinSwitch, t.tokens.usePinHint)}
            {check('allowNextTokencode', t.tokens.allowNext, t.tokens.allowNextHint)}
            <Form.Item name="sms" valuePropName="checked" extra={t.tokens.smsHint} style={{ marginBlockEnd: 8 }}><KeptCheckbox>{t.tokens.sms}</KeptCheckbox></Form.Item>
            {check('enable', t.importing.enable, t.importing.enableHint)}
            {check('partial', t.importing.partial)}
          </fieldset>
        </Col>
      </Row>
      <CsvDetails form={form} />
      <Flex align="center" gap={12}>
        <Button type="primary" htmlType="submit" loading={busy}>{busy ? t.jobs.sending : t.importing.check}</Button>
        {checked ? null : <span>{t.importing.checkHint}</span>}
      </Flex>
    </Form>
  );
}
