import { DownloadOutlined } from '@ant-design/icons';
import { adminApiPrefix, csvLine } from '@countersign/contracts/admin-api';
import { App, Button } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useApi } from '../api/api-context.ts';
import { asProblem } from '../api/problem.ts';
import { pathOf, type QueryOf } from '../api/client.ts';
import { everyPage, type ItemOf, type ListOperation } from '../api/every-page.ts';
import { exportOf } from '../api/exports.ts';
import { useFormat } from '../i18n/format.ts';
import { useLanguage, useTexts } from '../i18n/index.ts';
import { csvBlob, download } from './csv.ts';
import type { Column } from './column.ts';
import { explainProblem } from './ProblemAlert.tsx';

export interface ExportButtonProps<O extends ListOperation> {
  readonly operation: O;
  readonly query: QueryOf<O>;
  readonly columns: readonly Column<ItemOf<O>>[];
  readonly fileName: string;
}

/** Writes the whole list, as it is filtered, to a CSV file: by the server where that can, otherwise here. */
export function ExportButton<O extends ListOperation>(props: ExportButtonProps<O>): ReactNode {
  const { operation, query, fileName } = props;
  const t = useTexts();
  const { language } = useLanguage();
  const byServer = exportOf(operation);
  if (byServer === undefined) return <ExportHere {...props} />;
  const href = `${adminApiPrefix}${pathOf(byServer, {}, { ...query, language })}`;
  return <Button icon={<DownloadOutlined aria-hidden />} href={href} download={`${fileName}.csv`}>{t.actions.exportCsv}</Button>;
}

/** Page by page; a second press stops it. */
function ExportHere<O extends ListOperation>({ operation, query, columns, fileName }: ExportButtonProps<O>): ReactNode {
  const api = useApi();
  const t = useTexts();
  const { language } = useLanguage();
  const format = useFormat();
  const { message, notification } = App.useApp();
  const [rows, setRows] = useState<number | null>(null);
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);

  const write = async (): Promise<void> => {
    const running = new AbortController();
    abort.current = running;
    setRows(0);
    const lines = [csvLine(columns.map(({ title }) => title))];
    try {
      for await (const page of everyPage(api, operation, query, running.signal)) {
        for (const row of page) lines.push(csvLine(columns.map(({ text }) => text(row))));
        setRows(lines.length - 1);
      }
      download(csvBlob(lines), `${fileName}.csv`);
      void message.success(t.list.exported(format.number(lines.length - 1)));
    } catch (error) {
      if (running.signal.aborted) return;
      const { title, text } = explainProblem(asProblem(error), language, t);
      notification.error({ title, description: text });
    } finally {
      setRows(null);
    }
  };
  return (
    <Button icon={<DownloadOutlined aria-hidden />} onClick={() => { if (rows === null) void write(); else abort.current?.abort(); }}>
      {rows === null ? t.actions.exportCsv : `${t.list.exporting(format.number(rows))} ${t.actions.cancel}`}
    </Button>
  );
}
