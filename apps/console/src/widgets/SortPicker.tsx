import { SortAscendingOutlined } from '@ant-design/icons';
import { Select } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n/index.ts';

export interface SortPickerProps {
  /** Names of the orders by how the API calls them; the first is the one that holds unless another is chosen. */
  readonly options: Readonly<Record<string, string>>;
  readonly value: string | undefined;
  readonly onChange: (sort: string | undefined) => void;
}

/** The order of a list. */
export function SortPicker({ options, value, onChange }: SortPickerProps): ReactNode {
  const t = useTexts();
  const [first] = Object.keys(options);
  return (
    <Select<string>
      aria-label={t.list.sort} prefix={<SortAscendingOutlined aria-hidden />} style={{ minWidth: 200 }} value={value ?? first ?? ''}
      onChange={(sort) => onChange(sort === first ? undefined : sort)} options={Object.entries(options).map(([name, label]) => ({ value: name, label }))}
    />
  );
}
