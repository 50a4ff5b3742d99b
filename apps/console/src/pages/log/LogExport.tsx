import { DownloadOutlined } from '@ant-design/icons';
import type { AuditEntry } from '@countersign/contracts';
import { listAuditEvents } from '@countersign/contracts/admin-api';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useApi } from '../../api/api-context.ts';
import type { Reply } from '../../api/client.ts';
import { useTexts } from '../../i18n/index.ts';
import { csvBlob, csvLine, download } from '../../widgets/csv.ts';
import { useAction } from '../../widgets/use-action.ts';
import type { LogFilterValues } from './LogFilters.tsx';
import { useLogTexts } from './use-log-texts.ts';

const PAGE_LINES = 500;

/** Writes the lines that the filters leave to a CSV file. */
export function LogExport({ filters }: { readonly filters: LogFilterValues }): ReactNode {
  const t = useTexts();
  const api = useApi();
  const { resultOf, objectOf } = useLogTexts();
  const header = ['#', t.log.time, t.log.kind, t.log.user, t.log.agentHost, t.log.host, t.log.object, t.log.result];
  const row = ({ sequence, event }: AuditEntry): string[] => [
    String(sequence), event.at, t.log.kinds[event.kind], event.user?.login ?? '', event.agentHost?.name ?? '', event.host ?? '', objectOf(event), resultOf(event),
  ];
  const write = useAction(async () => {
    const lines = [csvLine(header)];
    for (let before: number | undefined; ;) {
      const page: Reply<typeof listAuditEvents> = await api.call(listAuditEvents, { query: { ...filters, limit: PAGE_LINES, before } });
      lines.push(...page.entries.map((entry) => csvLine(row(entry))));
      if (page.next === null) break;
      before = page.next;
    }
    download(csvBlob(lines), 'authentication-log.csv');
  }, t.actions.done);
  return <Button icon={<DownloadOutlined aria-hidden />} loading={write.busy} onClick={() => { void write.run(); }}>{t.actions.exportCsv}</Button>;
}
