import type { FormInstance } from 'antd';
import type { RefObject } from 'react';
import { type Edit, type Merging, useOvertaken } from './use-overtaken.ts';

interface EditedForm<Values extends object> extends Pick<Edit<Values>, 'open' | 'values' | 'version' | 'choices' | 'onOvertaken'> {
  readonly form: FormInstance<Values>;
  /** Where the fields and their labels are. */
  readonly fields: RefObject<HTMLElement | null>;
}

/** The same for a form of fields with labels. */
export function useOvertakenForm<Values extends object>({ form, fields, ...edit }: EditedForm<Values>): Merging<Values> {
  return useOvertaken<Values>({
    ...edit,
    typed: () => form.getFieldsValue(true),
    take: (values) => form.setFieldsValue(values),
    labels: (names) => names.flatMap((name) => labelOf(fields.current, name) ?? []),
  });
}

/** What a field is called on the screen: by its label, which a checkbox stands in, or as a group of fields. */
function labelOf(fields: HTMLElement | null, name: string): string | null | undefined {
  const id = CSS.escape(name.replaceAll('.', '_'));
  const label = fields?.querySelector(`label[for="${id}"], label:has(#${id}), fieldset#${id} > legend`);
  return label?.textContent;
}
