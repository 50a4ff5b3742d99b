import { reportExpiryMonths } from '@countersign/contracts/admin-api';
import { Card, Flex } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { useLoaded } from '../../api/use-loaded.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';

const DAYS = [30, 60, 90] as const;
const DAY_MS = 86_400_000;

/** How many tokens end soon, each number leading to them. */
export function TokensEndSoon(): ReactNode {
  const t = useTexts();
  return (
    <Card title={t.reports.expiringTokens}>
      <Flex vertical gap={8}>{DAYS.map((days) => <EndWithin key={days} days={days} />)}</Flex>
    </Card>
  );
}

function EndWithin({ days }: { readonly days: number }): ReactNode {
  const t = useTexts();
  const format = useFormat();
  const [now] = useState(() => Date.now());
  const { data, problem, reload } = useLoaded(reportExpiryMonths, { query: { days } });
  if (problem !== undefined) return <ProblemAlert problem={problem} onRetry={reload} />;
  const search = new URLSearchParams({ sort: 'endsAt', endsFrom: new Date(now).toISOString(), endsTo: new Date(now + days * DAY_MS).toISOString() });
  return (
    <Flex justify="space-between">
      <Link to={{ pathname: '/tokens', search: search.toString() }}>{t.reports.withinDays(days)}</Link>
      <span>{data === undefined ? '…' : format.number(data.rows.reduce((sum, { tokens }) => sum + tokens, 0))}</span>
    </Flex>
  );
}
