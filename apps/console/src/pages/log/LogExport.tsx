import { DownloadOutlined } from '@ant-design/icons';
import { adminApiPrefix, exportAuditEvents } from '@countersign/contracts/admin-api';
import { Button, Space } from 'antd';
import type { ReactNode } from 'react';
import { pathOf } from '../../api/client.ts';
import { useTexts } from '../../i18n/index.ts';
import type { LogFilterValues } from './LogFilters.tsx';

const formats = [['csv', 'CSV'], ['jsonl', 'JSON']] as const;

/** The lines that the filters leave, as a file that the server streams. */
export function LogExport({ filters }: { readonly filters: LogFilterValues }): ReactNode {
  const t = useTexts();
  return (
    <Space.Compact>
      {formats.map(([format, name]) => (
        <Button key={format} icon={<DownloadOutlined aria-hidden />} href={`${adminApiPrefix}${pathOf(exportAuditEvents, {}, { ...filters, format })}`} download={`authentication-log.${format}`}>
          {t.log.export(name)}
        </Button>
      ))}
    </Space.Compact>
  );
}
