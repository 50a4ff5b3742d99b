import { Form, Input } from 'antd';
import type { ReactElement, ReactNode } from 'react';
import type { z } from 'zod';
import { useLanguage, useTexts } from '../i18n/index.ts';
import { faultOf } from '../i18n/validation.ts';

export interface FieldProps {
  readonly name: string | readonly (string | number)[];
  readonly label: ReactNode;
  /** The operation's own schema of this value: what the server would refuse is said here. */
  readonly schema?: z.ZodType;
  readonly required?: boolean;
  /** An empty text means null. */
  readonly nullable?: boolean;
  readonly hint?: ReactNode;
  readonly valuePropName?: string;
  /** A line of text unless another control is given. */
  readonly children?: ReactElement;
}

export function Field({ name, label, schema, required = false, nullable = false, hint, valuePropName, children }: FieldProps): ReactNode {
  const { language } = useLanguage();
  const t = useTexts();
  const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
  const validator = async (_: unknown, value: unknown): Promise<void> => {
    if (isEmpty(value)) {
      if (required) throw new Error(t.validation.required);
      return;
    }
    const fault = schema === undefined ? undefined : faultOf(schema, value, language);
    if (fault !== undefined) throw new Error(fault);
  };
  return (
    <Form.Item
      name={typeof name === 'string' ? name : [...name]} label={label} required={required} rules={[{ validator }]} extra={hint}
      {...nullable ? { normalize: (value: unknown) => (value === '' ? null : value) } : {}}
      {...valuePropName === undefined ? {} : { valuePropName }}
    >
      {children ?? <Input autoComplete="off" />}
    </Form.Item>
  );
}
