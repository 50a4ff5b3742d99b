import { Select, Table } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n/index.ts';

/** The field of each column, from the left; null for one that is not read. */
export type Mapping<Name extends string> = readonly (Name | null)[];

export interface ColumnMappingProps<Name extends string> {
  /** The first records of the file. */
  readonly sample: readonly (readonly string[])[];
  readonly header: boolean;
  readonly fields: readonly Name[];
  readonly fieldText: (field: Name) => string;
  /** Columns that are no field, by their name: their cells are not shown either. */
  readonly isWithheld?: (name: string) => boolean;
  readonly value?: Mapping<Name>;
  readonly onChange?: (mapping: Mapping<Name>) => void;
}

interface Row {
  readonly column: number;
  readonly name: string;
  readonly examples: string;
  readonly withheld: boolean;
}

/** Says of each column of the file which field it is; no field twice. */
export function ColumnMapping<Name extends string>({ sample, header, fields, fieldText, isWithheld, value = [], onChange }: ColumnMappingProps<Name>): ReactNode {
  const t = useTexts();
  const [first = []] = sample;
  const rows = first.map((name, column): Row => {
    const withheld = header && isWithheld?.(name) === true;
    const cells = withheld ? [] : sample.slice(header ? 1 : 0).map((record) => record[column] ?? '');
    return { column, withheld, name: header && name !== '' ? name : t.userImport.numbered(column + 1), examples: cells.filter((cell) => cell !== '').join(' · ') };
  });
  const change = (column: number, field: Name | null): void => onChange?.(first.map((_, index) => (index === column ? field : value[index] ?? null)));
  return (
    <Table<Row>
      aria-label={t.userImport.columns} size="small" rowKey="column" dataSource={rows} pagination={false} scroll={{ x: 'max-content', y: 420 }}
      columns={[
        { key: 'name', title: t.userImport.column, render: (_, { name }) => name },
        { key: 'examples', title: t.userImport.examples, render: (_, { examples }) => <span style={{ overflowWrap: 'anywhere' }}>{examples === '' ? '–' : examples}</span> },
        {
          key: 'field', title: t.userImport.field, width: 280, render: (_, { column, name, withheld }) => (
            <Select<Name | ''>
              aria-label={`${name}: ${t.userImport.field}`} value={value[column] ?? ''} style={{ width: '100%' }} disabled={withheld} onChange={(field) => change(column, field === '' ? null : field)}
              options={[{ value: '', label: t.userImport.unread }, ...fields.map((field) => ({ value: field, label: fieldText(field), disabled: value.includes(field) && value[column] !== field }))]}
            />
          ),
        },
      ]}
    />
  );
}
