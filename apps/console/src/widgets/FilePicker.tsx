import { InboxOutlined } from '@ant-design/icons';
import { Upload } from 'antd';
import type { ReactNode } from 'react';
import { localeOf, useLanguage, useTexts } from '../i18n/index.ts';

export interface FilePickerProps {
  readonly value?: File;
  readonly onChange?: (file: File | undefined) => void;
  readonly id?: string;
}

/** The file stays in the browser until the form is sent. */
export function FilePicker({ value, onChange, id }: FilePickerProps): ReactNode {
  const t = useTexts();
  const { language } = useLanguage();
  const size = new Intl.NumberFormat(localeOf(language), { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 1 });
  return (
    <Upload.Dragger
      {...id === undefined ? {} : { id }} multiple={false} showUploadList={false}
      beforeUpload={(file) => { onChange?.(file); return false; }}
    >
      <p style={{ fontSize: 28, margin: 0 }}><InboxOutlined aria-hidden /></p>
      <p style={{ margin: 4 }}>{value === undefined ? t.importing.drop : t.importing.chosen(value.name, size.format(value.size / 1000))}</p>
      <p style={{ margin: 4 }}><small>{t.importing.dropHint}</small></p>
    </Upload.Dragger>
  );
}
