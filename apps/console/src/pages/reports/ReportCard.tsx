import { DownloadOutlined } from '@ant-design/icons';
import { Button, Card, Empty, Flex } from 'antd';
import type { ReactNode } from 'react';
import type { Loaded } from '../../api/use-loaded.ts';
import { useTexts } from '../../i18n/index.ts';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';

export interface ReportCardProps<Rows> {
  readonly title: string;
  readonly csv: string;
  readonly loaded: Loaded<{ readonly rows: readonly Rows[] }>;
  /** What an empty report says. */
  readonly none?: string;
  /** Beside the CSV. */
  readonly before?: ReactNode;
  readonly children: (rows: readonly Rows[]) => ReactNode;
}

/** The frame of a report: its title, its CSV, and what is shown when there is nothing. */
export function ReportCard<Rows>({ title, csv, loaded: { data, problem, loading, reload }, none, before, children }: ReportCardProps<Rows>): ReactNode {
  const t = useTexts();
  return (
    <Card title={title} styles={{ title: { whiteSpace: 'normal', paddingBlock: 8 } }} loading={loading && data === undefined} extra={<Flex gap={8}>{before}<Button icon={<DownloadOutlined aria-hidden />} href={csv} download aria-label={`${title}: CSV`}>CSV</Button></Flex>}>
      {problem === undefined ? null : <ProblemAlert problem={problem} onRetry={reload} />}
      {data === undefined ? null : data.rows.length === 0 ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={none ?? t.reports.none} /> : children(data.rows)}
    </Card>
  );
}
