import { type PolicyField, policyFields, type WholePolicy } from '@countersign/contracts/admin-api';
import { Input, InputNumber, Select } from 'antd';
import type { ReactNode } from 'react';
import { z } from 'zod';
import { useTexts } from '../../i18n/index.ts';
import { unitOf } from './policy-sections.ts';

export type PolicyValue = WholePolicy[PolicyField];

export interface PolicyControlProps {
  readonly field: PolicyField;
  readonly value: PolicyValue | null;
  readonly invalid: boolean;
  readonly describedBy: string;
  /** Null: an emptied field. */
  readonly onChange: (value: PolicyValue | null) => void;
}

/** The control that a value's schema asks for: a number with its unit, one of several, or a line of text. */
export function PolicyControl({ field, value, invalid, describedBy, onChange }: PolicyControlProps): ReactNode {
  const t = useTexts();
  const schema = policyFields[field];
  const common = { 'aria-label': t.policies.fields[field], 'aria-describedby': describedBy, ...invalid ? { status: 'error' as const } : {} };
  if (schema instanceof z.ZodEnum) {
    const options: Readonly<Record<string, string>> = t.policies.options;
    return (
      <Select<string>
        {...common} value={String(value ?? '')} style={{ width: 260, maxWidth: '100%' }}
        options={schema.options.map((option) => ({ value: option, label: options[`${field}:${option}`] ?? option }))}
        onChange={onChange}
      />
    );
  }
  const unit = unitOf(field);
  if (unit !== undefined) {
    return <InputNumber<number> {...common} precision={0} value={typeof value === 'number' ? value : null} suffix={t.policies.units[unit]} onChange={onChange} style={{ width: 180 }} />;
  }
  return <Input {...common} value={String(value ?? '')} maxLength={200} lang={field.endsWith('Zh') ? 'zh-CN' : 'en'} onChange={(event) => onChange(event.target.value)} />;
}
