import { CheckCircleFilled, CloseCircleFilled } from '@ant-design/icons';
import { describeStep, isGoodVerdict, refusingSteps } from '@countersign/contracts';
import type { explainAuditEvent } from '@countersign/contracts/admin-api';
import { Table, Tag, Typography } from 'antd';
import type { ReactNode } from 'react';
import type { Reply } from '../../api/client.ts';
import { useLanguage, useTexts } from '../../i18n/index.ts';

type Step = Reply<typeof explainAuditEvent>['trace'][number];

interface Row {
  readonly key: number;
  readonly verdict: string;
  readonly words: Step;
  readonly refuses: boolean;
}

export interface LogTraceProps {
  readonly steps: readonly Step[];
  readonly refused: boolean;
}

/** Which rule looked at what, in order; the one that refused stands out by a mark, its ground and in words. */
export function LogTrace({ steps, refused }: LogTraceProps): ReactNode {
  const t = useTexts();
  const { language } = useLanguage();
  const refusing = refused ? refusingSteps(steps) : new Set();
  return (
    <section>
      <Typography.Title level={3} style={{ fontSize: 15 }}>{t.log.trace}</Typography.Title>
      <Table<Row>
        aria-label={t.log.trace} size="small" pagination={false} rowClassName={({ refuses }) => (refuses ? 'refusing-rule' : '')}
        dataSource={steps.map((step, key) => ({ key, verdict: step.verdict, words: describeStep(step, language), refuses: refusing.has(key) }))}
        columns={[
          { key: 'number', title: '#', render: (_, { key }) => key + 1 },
          { key: 'step', title: t.log.rule, render: (_, { words, refuses }) => (refuses ? <strong>{words.step}</strong> : words.step) },
          { key: 'lookedAt', title: t.log.lookedAt, render: (_, { words }) => words.lookedAt },
          { key: 'verdict', title: t.log.verdict, render: (_, row) => <Verdict {...row} /> },
        ]}
      />
    </section>
  );
}

function Verdict({ verdict, words, refuses }: Row): ReactNode {
  const t = useTexts();
  if (refuses) return <Tag color="error" icon={<CloseCircleFilled aria-hidden />} style={{ whiteSpace: 'normal' }}><strong>{t.log.refusedHere}</strong>{words.verdict}</Tag>;
  return isGoodVerdict(verdict) ? <Tag color="success" icon={<CheckCircleFilled aria-hidden />}>{words.verdict}</Tag> : <Tag style={{ whiteSpace: 'normal' }}>{words.verdict}</Tag>;
}
