import { describeResult, type TrialLine, tryPolicy } from '@countersign/contracts/admin-api';
import { Alert, Flex, Table, Tag, Typography } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Reply } from '../../api/client.ts';
import { useFormat } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import { EmptyState } from '../../widgets/EmptyState.tsx';
import { usePages } from '../../widgets/use-pages.tsx';
import { PolicyFaults } from './PolicyFaults.tsx';

/** Lines of the table on one page. */
const PAGE_ROWS = 20;

/** How many sign-ins stay as they were, and those that would end otherwise or cannot be judged. */
export function PolicyOutcome({ outcome, old }: { readonly outcome: Reply<typeof tryPolicy>; readonly old: boolean }): ReactNode {
  const t = useTexts();
  const pages = usePages(PAGE_ROWS);
  const { language } = useLanguage();
  const format = useFormat();
  const { counts, from, to, lines, faults } = outcome;
  const nameOf = (result: TrialLine['recorded']): string => describeResult(result, language).text;
  if (faults.length > 0) return <PolicyFaults faults={faults} />;
  if (from === null) return <EmptyState text={t.policies.nothingToTry} />;
  return (
    <Flex vertical gap={12} aria-live="polite">
      {old ? <Alert type="warning" showIcon title={t.policies.triedBefore} /> : null}
      <Flex wrap gap={8} align="center">
        <Tag>{t.policies.stay(counts.same)}</Tag>
        <Tag color={counts.changes > 0 ? 'red' : 'default'}>{t.policies.change(counts.changes)}</Tag>
        <Tag color={counts.unknown > 0 ? 'gold' : 'default'}>{t.policies.notJudged(counts.unknown)}</Tag>
        <Typography.Text type="secondary">{t.policies.triedBetween(format.precise(from), format.precise(to ?? from))}</Typography.Text>
      </Flex>
      <Table<TrialLine>
        aria-label={t.policies.tryTitle} size="small" rowKey="sequence" dataSource={lines} scroll={{ x: 'max-content' }}
        pagination={pages} locale={{ emptyText: t.policies.allStay }}
        columns={[
          { key: 'time', title: t.words.time, render: (_, { sequence, at }) => <Link to={`/log/${sequence}`}>{format.precise(at)}</Link> },
          { key: 'user', title: t.words.user, dataIndex: 'login' },
          { key: 'agentHost', title: t.words.agentHost, render: (_, { agentHost }) => agentHost ?? '–' },
          { key: 'recorded', title: t.policies.wasAnswered, render: (_, { recorded }) => nameOf(recorded) },
          {
            key: 'predicted', title: t.policies.wouldBe,
            render: (_, { predicted, reason }) => (predicted === null
              ? <Typography.Text type="secondary">{reason === null ? '–' : t.policies.reasons[reason]}</Typography.Text> : <Tag color="red">{nameOf(predicted)}</Tag>),
          },
        ]}
      />
    </Flex>
  );
}
