import { tokenCsvColumns, tokenCsvSchema } from '@countersign/contracts/admin-api';
import { Checkbox, Col, Form, type FormInstance, InputNumber, Row, Select } from 'antd';
import { type ReactNode, useEffect, useMemo } from 'react';
import { useTexts } from '../../i18n/index.ts';
import { ColumnMapping } from '../../widgets/ColumnMapping.tsx';
import { Field } from '../../widgets/Field.tsx';
import { useBeginning } from '../../widgets/use-beginning.ts';
import { tokenSampleOf } from './token-sample.ts';
import type { ImportValues } from './use-import.ts';

const assumed = tokenCsvSchema.shape.assume.unwrap().shape;

/** For a table of tokens: what it leaves open, and what its columns are where their names say nothing. */
export function CsvDetails({ form }: { readonly form: FormInstance<ImportValues> }): ReactNode {
  const t = useTexts();
  const { csv } = t.importing;
  const beginning = useBeginning(Form.useWatch('file', form));
  const chooses = Form.useWatch('chooseColumns', form) ?? false;
  const header = Form.useWatch('header', form) ?? true;
  const sample = useMemo(() => (beginning === undefined ? undefined : tokenSampleOf(beginning)), [beginning]);
  useEffect(() => { form.setFieldValue('mapping', undefined); }, [form, sample]); // another file has other columns
  if (sample === undefined) return null;
  return (
    <fieldset style={{ border: 0, padding: 0, margin: 0 }}>
      <legend style={{ marginBlockEnd: 8 }}>{csv.assume}</legend>
      <Row gutter={16}>
        <Col xs={12} lg={6}>
          <Field name="algorithm" label={t.tokens.algorithm}><Select allowClear placeholder={csv.asUsual} options={assumed.algorithm.unwrap().options.map((value) => ({ value, label: csv.types[value] }))} /></Field>
        </Col>
        <Col xs={12} lg={6}>
          <Field name="hash" label={csv.hash}><Select allowClear placeholder={csv.asUsual} options={assumed.hash.unwrap().options.map((value) => ({ value, label: value.toUpperCase().replace('SHA', 'SHA-') }))} /></Field>
        </Col>
        <Col xs={12} lg={6}>
          <Field name="digits" label={t.tokens.digits}><Select allowClear placeholder="6" options={[6, 7, 8].map((value) => ({ value, label: value }))} /></Field>
        </Col>
        <Col xs={12} lg={6}>
          <Field name="period" label={csv.period} schema={assumed.period}><InputNumber min={1} max={604_800} placeholder="30" style={{ width: '100%' }} /></Field>
        </Col>
      </Row>
      <Form.Item name="chooseColumns" valuePropName="checked" extra={csv.chooseColumnsHint}><Checkbox>{csv.chooseColumns}</Checkbox></Form.Item>
      {chooses ? (
        <>
          <Form.Item name="header" valuePropName="checked" style={{ marginBlockEnd: 8 }}><Checkbox>{t.userImport.header}</Checkbox></Form.Item>
          <Form.Item<ImportValues>
            name="mapping" label={t.userImport.columns}
            rules={[{ validator: async (_, mapping?: ImportValues['mapping']) => { if (mapping?.includes('serial') !== true || !mapping.includes('key')) throw new Error(csv.serialAndKeyNeeded); } }]}
          >
            <ColumnMapping sample={sample.records} header={header} fields={tokenCsvColumns} fieldText={(field) => csv.fields[field]} />
          </Form.Item>
        </>
      ) : null}
    </fieldset>
  );
}
