import { Form, Radio } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n/index.ts';
import { Field } from '../../widgets/Field.tsx';

export type Kind = 'existing' | 'new';

export interface NewOrExistingProps {
  readonly label: string;
  readonly existing: string;
  /** Whether there is anything to choose; else only a new one can be made. */
  readonly any: boolean;
  readonly children: { readonly existing: ReactNode; readonly new: ReactNode };
}

/** Makes something, or takes what is there: after a page was loaded again, or where others began. */
export function NewOrExisting({ label, existing, any, children }: NewOrExistingProps): ReactNode {
  const t = useTexts();
  const kind = Form.useWatch<Kind | undefined>('kind');
  return (
    <>
      <div hidden={!any}>
        <Field name="kind" label={label}><Radio.Group options={[{ value: 'existing', label: existing }, { value: 'new', label: t.setup.makeNew }]} /></Field>
      </div>
      {any && kind === 'existing' ? children.existing : children.new}
    </>
  );
}

/** What was made last: identifiers are in the order of their making. */
export const newestOf = <Item extends { readonly id: string }>(items: readonly Item[]): Item | undefined =>
  items.reduce<Item | undefined>((newest, item) => (newest === undefined || item.id > newest.id ? item : newest), undefined);
