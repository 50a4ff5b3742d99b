import { getEffectiveRadiusProfile } from '@countersign/contracts/admin-api';
import { Flex, Table, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useLoaded } from '../../api/use-loaded.ts';
import { useTexts } from '../../i18n/index.ts';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';

interface Line {
  readonly key: string;
  readonly what: string;
  readonly text: string;
  readonly from: string;
}

/** What a user gets on an agent host, merged as a sign-in merges it, and which profile each line comes from. */
export function EffectiveProfile({ userId, agentHostId }: { readonly userId: string; readonly agentHostId: string }): ReactNode {
  const t = useTexts();
  const { data, problem, reload, loading } = useLoaded(getEffectiveRadiusProfile, { parameters: { id: userId }, query: { agentHostId } });
  if (problem !== undefined) return <ProblemAlert problem={problem} onRetry={reload} />;
  const from = ({ place, profile }: { readonly place: keyof typeof t.radius.places; readonly profile: string }): string => `${profile} (${t.radius.places[place]})`;
  const lines: Line[] = [
    ...(data?.checks ?? []).map((line, index) => ({ key: `c${index}`, what: t.radius.checks, text: `${line.name} ${t.radius.conditions[line.check]} ${line.value}`, from: from(line) })),
    ...(data?.replies ?? []).map((line, index) => ({ key: `r${index}`, what: t.radius.replies, text: `${line.name} = ${line.value}`, from: from(line) })),
  ];
  return (
    <Flex vertical gap={8}>
      <Typography.Text type="secondary">{t.radius.mergeOrder}</Typography.Text>
      <Table<Line>
        aria-label={t.radius.effective} size="small" loading={loading} pagination={false} dataSource={lines} locale={{ emptyText: t.words.none }}
        columns={[
          { key: 'what', title: t.words.details, dataIndex: 'what' },
          { key: 'text', title: t.radius.attribute, render: (_, { text }) => <span className="mono" style={{ overflowWrap: 'anywhere' }}>{text}</span> },
          { key: 'from', title: t.radius.profile, dataIndex: 'from' },
        ]}
      />
      {data?.pool ? <span>{t.radius.pool}: {data.pool.name}</span> : null}
    </Flex>
  );
}
