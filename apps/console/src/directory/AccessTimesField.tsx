import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import type { AccessWindow } from '@countersign/contracts/admin-api';
import { Button, Checkbox, Flex, Form, Select, TimePicker } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n/index.ts';
import { isoDays } from './access-times-text.ts';

type Windows = readonly AccessWindow[] | null;

const OFFICE: AccessWindow = { days: [1, 2, 3, 4, 5], from: '08:00', until: '18:00' };

/** When somebody may sign in: always, or in windows of the week. */
export function AccessTimesField(): ReactNode {
  const t = useTexts();
  return (
    <Form.Item name="accessTimes" label={t.access.title} extra={t.access.limitedHint} rules={[{ validator: async (_, windows: Windows) => {
      if (windows?.some(({ days }) => days.length === 0) === true) throw new Error(t.validation.required);
    } }]}
    >
      <AccessTimesInput />
    </Form.Item>
  );
}

interface AccessTimesInputProps {
  readonly value?: Windows;
  readonly onChange?: (windows: Windows) => void;
}

function AccessTimesInput({ value = null, onChange }: AccessTimesInputProps): ReactNode {
  const t = useTexts();
  const windows = value ?? [];
  const replace = (at: number, change: Partial<AccessWindow>): void =>
    onChange?.(windows.map((window, index) => (index === at ? { ...window, ...change } : window)));
  const remove = (at: number): void => {
    const left = windows.filter((_, index) => index !== at);
    onChange?.(left.length === 0 ? null : left);
  };
  return (
    <Flex vertical gap={8}>
      <Checkbox checked={windows.length > 0} onChange={({ target }) => onChange?.(target.checked ? [OFFICE] : null)}>{t.access.limited}</Checkbox>
      {windows.map((window, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- windows have no name, and only the whole list is ever replaced
        <WindowInput key={index} window={window} onChange={(change) => replace(index, change)} onRemove={() => remove(index)} />
      ))}
      {windows.length === 0 ? null : <div><Button size="small" icon={<PlusOutlined aria-hidden />} onClick={() => onChange?.([...windows, OFFICE])}>{t.access.add}</Button></div>}
    </Flex>
  );
}

interface WindowInputProps {
  readonly window: AccessWindow;
  readonly onChange: (change: Partial<AccessWindow>) => void;
  readonly onRemove: () => void;
}

function WindowInput({ window: { days, from, until }, onChange, onRemove }: WindowInputProps): ReactNode {
  const t = useTexts();
  return (
    <Flex wrap gap={8} align="center">
      <Select<number[]>
        mode="multiple" aria-label={t.access.day} placeholder={t.access.day} style={{ minWidth: 220, flex: 1 }} value={days} showSearch={false}
        onChange={(chosen) => onChange({ days: chosen.toSorted((one, other) => one - other) })} options={isoDays.map((day) => ({ value: day, label: t.access.days[day] }))}
      />
      <ClockInput label={t.access.from} value={from} onChange={(clock) => onChange({ from: clock })} />
      <ClockInput label={t.access.until} value={until} onChange={(clock) => onChange({ until: clock === '00:00' ? '24:00' : clock })} />
      <Button icon={<DeleteOutlined aria-hidden />} aria-label={t.access.remove} onClick={onRemove} />
    </Flex>
  );
}

/** A time of day; the end of the day is shown as midnight. */
function ClockInput({ label, value, onChange }: { readonly label: string; readonly value: string; readonly onChange: (clock: string) => void }): ReactNode {
  const [hour = 0, minute = 0] = value.split(':').map(Number);
  const shown = dayjs().hour(hour % 24).minute(minute);
  return (
    <TimePicker
      aria-label={label} placeholder={label} format="HH:mm" minuteStep={5} allowClear={false} needConfirm={false} showNow={false} value={shown} style={{ width: 100 }}
      onChange={(time: Dayjs | null) => { if (time !== null) onChange(time.format('HH:mm')); }}
    />
  );
}
