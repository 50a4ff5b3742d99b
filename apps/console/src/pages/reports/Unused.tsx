import { reportTokenUse, reportUnusedTokens, reportUnusedUsers, reportUserUse } from '@countersign/contracts/admin-api';
import { Card, Flex, Select, Typography } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import { LastUseChart } from './LastUseChart.tsx';
import { PagedTable } from '../../widgets/PagedTable.tsx';

const DAYS = [30, 90, 180, 365] as const;
const NEVER = 0;

interface UnusedProps {
  readonly site: string | undefined;
}

/** Assigned tokens that nobody uses. */
export function UnusedTokens({ site }: UnusedProps): ReactNode {
  const t = useTexts();
  const format = useFormat();
  const [days, setDays] = useState<number>(NEVER);
  return (
    <UnusedCard title={t.reports.unusedTokens} chart={<LastUseChart operation={reportTokenUse} site={site} label={t.reports.tokenUse} />} days={days} onDays={setDays}>
      <PagedTable
        operation={reportUnusedTokens} query={{ site, ...sinceOf(days) }} rowKey={({ id }) => id} label={t.reports.unusedTokens} fileName="unused-tokens"
        columns={[
          { key: 'serial', title: t.tokens.serial, text: ({ serial }) => serial, render: ({ id, serial }) => <Link to={`/tokens/${id}`}>{serial}</Link> },
          { key: 'user', title: t.words.user, text: ({ login }) => login, render: ({ userId, login }) => <Link to={`/users/${userId}`}>{login}</Link> },
          { key: 'assigned', title: t.reports.assignedAt, text: ({ assignedAt }) => format.instant(assignedAt) },
          { key: 'last', title: t.access.lastSignIn, text: ({ lastSignInAt }) => (lastSignInAt === null ? t.access.never : format.instant(lastSignInAt)) },
        ]}
      />
    </UnusedCard>
  );
}

/** Users that do not sign in. */
export function UnusedUsers({ site }: UnusedProps): ReactNode {
  const t = useTexts();
  const format = useFormat();
  const [days, setDays] = useState<number>(NEVER);
  return (
    <UnusedCard title={t.reports.unusedUsers} chart={<LastUseChart operation={reportUserUse} site={site} label={t.reports.userUse} />} days={days} onDays={setDays}>
      <PagedTable
        operation={reportUnusedUsers} query={{ site, ...sinceOf(days) }} rowKey={({ id }) => id} label={t.reports.unusedUsers} fileName="unused-users"
        columns={[
          { key: 'login', title: t.users.login, text: ({ login }) => login, render: ({ id, login }) => <Link to={`/users/${id}`}>{login}</Link> },
          { key: 'name', title: t.users.displayName, text: ({ displayName }) => displayName },
          { key: 'opened', title: t.users.opened, text: ({ openedAt }) => format.instant(openedAt) },
          { key: 'last', title: t.access.lastSignIn, text: ({ lastSignInAt }) => (lastSignInAt === null ? t.access.never : format.instant(lastSignInAt)) },
        ]}
      />
    </UnusedCard>
  );
}

const sinceOf = (days: number): { days?: number } => (days === NEVER ? {} : { days });

interface UnusedCardProps {
  readonly title: string;
  readonly chart: ReactNode;
  readonly days: number;
  readonly onDays: (days: number) => void;
  readonly children: ReactNode;
}

function UnusedCard({ title, chart, days, onDays, children }: UnusedCardProps): ReactNode {
  const t = useTexts();
  const options = [{ value: NEVER, label: t.reports.neverUsed }, ...DAYS.map((value) => ({ value, label: t.reports.notForDays(value) }))];
  return (
    <Card title={title} styles={{ title: { whiteSpace: 'normal', paddingBlock: 8 } }}>
      <Flex vertical gap={16}>
        {chart}
        <Flex wrap gap={12} align="center" justify="space-between">
          <Typography.Text type="secondary" style={{ flex: '1 1 240px' }}>{t.reports.unusedHint}</Typography.Text>
          <Select<number> aria-label={`${title}: ${t.reports.span}`} value={days} onChange={onDays} style={{ minWidth: 180 }} options={options} />
        </Flex>
        {children}
      </Flex>
    </Card>
  );
}
