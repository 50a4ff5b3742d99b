import { SearchOutlined } from '@ant-design/icons';
import { Input } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';

export interface SearchBoxProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
  readonly width?: number | string;
}

const PAUSE_MS = 300;

/** What is looked for: blanks alone are nothing. */
const wishOf = (text: string): string | undefined => (text.trim() === '' ? undefined : text);

/** Text that filters a list once the typing pauses, or ends: a form that is opened next finds the address as it stays. */
export function SearchBox({ label, value, onChange, width = 280 }: SearchBoxProps): ReactNode {
  const [text, setText] = useState(value ?? '');
  useEffect(() => setText(value ?? ''), [value]);
  useEffect(() => {
    const wish = wishOf(text);
    if (wish === wishOf(value ?? '')) return;
    const timer = setTimeout(() => onChange(wish), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  return (
    <Input
      type="search" prefix={<SearchOutlined aria-hidden />} allowClear aria-label={label} placeholder={label} value={text} style={{ width }}
      onChange={(event) => setText(event.target.value)} onPressEnter={() => onChange(wishOf(text))} onBlur={() => { if (wishOf(text) !== wishOf(value ?? '')) onChange(wishOf(text)); }}
    />
  );
}
