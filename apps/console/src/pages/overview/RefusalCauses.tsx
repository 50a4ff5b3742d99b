import { outcomeOfSignIn, reportResults, type ResultCode } from '@countersign/contracts/admin-api';
import { Card, Empty, Segmented } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { useLoaded } from '../../api/use-loaded.ts';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { ShareList } from '../../widgets/ShareList.tsx';
import { resultText } from '../reports/ResultsReport.tsx';

const HOUR_MS = 3_600_000;
const SPANS = { hour: HOUR_MS, day: 24 * HOUR_MS } as const;
type Span = keyof typeof SPANS;
/** Most causes that are shown; the report has all of them. */
const SHOWN = 8;

interface Cause {
  readonly result: string;
  readonly count: number;
}

/** Why sign-ins were refused, as the audit trail counts them. */
export function RefusalCauses({ now }: { readonly now: number }): ReactNode {
  const t = useTexts();
  const [span, setSpan] = useState<Span>('hour');
  const from = new Date(now - SPANS[span]).toISOString();
  const { data, problem, loading, reload } = useLoaded(reportResults, { query: { from, to: new Date(now).toISOString() } });
  const causes = (data?.rows ?? []).filter(({ result }) => outcomeOfSignIn(result) === 'refused');
  return (
    <Card
      title={t.overview.causes} loading={loading && data === undefined}
      extra={<Segmented<Span> aria-label={t.overview.causesSpan} size="small" value={span} onChange={setSpan} options={[{ value: 'hour', label: t.overview.spans.hour }, { value: 'day', label: t.overview.spans.day }]} />}
    >
      {problem === undefined ? null : <ProblemAlert problem={problem} onRetry={reload} />}
      {data === undefined ? null : <CauseList causes={causes} from={from} />}
    </Card>
  );
}

/** The same for who may read the log and no reports: from the lines that one answer holds. */
export function CausesOfLines({ causes, from, note }: { readonly causes: readonly (readonly [ResultCode, number])[]; readonly from: string; readonly note: ReactNode }): ReactNode {
  const t = useTexts();
  return (
    <Card title={t.overview.causes}>
      <CauseList causes={causes.map(([result, count]) => ({ result, count }))} from={from} />
      {note}
    </Card>
  );
}

function CauseList({ causes, from }: { readonly causes: readonly Cause[]; readonly from: string }): ReactNode {
  const t = useTexts();
  const { language } = useLanguage();
  if (causes.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t.overview.noRefusals} />;
  return (
    <ShareList
      label={t.overview.causes}
      shares={causes.slice(0, SHOWN).map(({ result, count }) => ({
        key: result, count, kind: 'refused',
        label: <Link to={{ pathname: '/log', search: new URLSearchParams({ result, from }).toString() }}>{resultText(result, language)}</Link>,
      }))}
    />
  );
}
