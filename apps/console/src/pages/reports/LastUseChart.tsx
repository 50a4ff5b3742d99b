import type { reportTokenUse, reportUserUse } from '@countersign/contracts/admin-api';
import { Skeleton, Typography } from 'antd';
import { type ReactNode, useEffect } from 'react';
import { useLoaded } from '../../api/use-loaded.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { ShareList } from '../../widgets/ShareList.tsx';

export interface LastUseChartProps {
  readonly operation: typeof reportTokenUse | typeof reportUserUse;
  readonly site: string | undefined;
  readonly label: string;
}

/** How often newer figures are asked for while they are being counted. */
const ASK_AGAIN_MS = 2_000;

/** How many were used when last, as they were counted last; newer figures take their place when they are there. */
export function LastUseChart({ operation, site, label }: LastUseChartProps): ReactNode {
  const t = useTexts();
  const format = useFormat();
  const { data, problem, reload } = useLoaded(operation, { query: { site } });
  useEffect(() => {
    if (data?.counting !== true) return;
    const timer = setTimeout(reload, ASK_AGAIN_MS);
    return () => clearTimeout(timer);
  }, [data, reload]);
  if (problem !== undefined) return <ProblemAlert problem={problem} onRetry={reload} />;
  if (data === undefined) return <Skeleton active title={false} paragraph={{ rows: 4 }} />;
  return (
    <section>
      <Typography.Title level={3} style={{ fontSize: 14 }}>{label}</Typography.Title>
      <ShareList
        label={label}
        shares={[
          ...data.within.map(({ days, count }, index) => {
            const after = data.within[index - 1]?.days;
            return { key: String(days), count, label: after === undefined ? t.reports.usedWithin(days) : t.reports.usedBetween(after, days), kind: 'accepted' as const };
          }),
          { key: 'longer', count: data.longerAgo, label: t.reports.usedLongerAgo(data.within.at(-1)?.days ?? 0), kind: 'refused' },
          { key: 'never', count: data.never, label: t.reports.neverUsed, kind: 'refused' },
        ]}
      />
      <Typography.Text type="secondary" aria-live="polite">{t.reports.countedAt(format.instant(data.countedAt), data.counting)}</Typography.Text>
    </section>
  );
}
