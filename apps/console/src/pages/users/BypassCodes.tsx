import { type BypassCode, issueBypassCodes, listBypassCodes, type User, withdrawBypassCodes } from '@countersign/contracts/admin-api';
import { Alert, Button, Card, Flex, InputNumber, Select, Table, Typography } from 'antd';
import { type ReactNode, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import type { Reply } from '../../api/client.ts';
import { useLoaded } from '../../api/use-loaded.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import { useCan } from '../../session/session-context.ts';
import { ConfirmButton } from '../../widgets/ConfirmButton.tsx';
import { Field } from '../../widgets/Field.tsx';
import { FormModal } from '../../widgets/FormModal.tsx';
import { OnceWindow } from '../../widgets/OnceWindow.tsx';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { useAction } from '../../widgets/use-action.ts';

interface Values {
  readonly count: number;
  readonly validMinutes: number;
}
type Issued = Reply<typeof issueBypassCodes>;

const DAY_MINUTES = 24 * 60;
const { shape } = issueBypassCodes.body;

/** One-time codes that stand in for a tokencode: which there are, and how to issue or withdraw them. */
export function BypassCodes({ user }: { readonly user: User }): ReactNode {
  const t = useTexts();
  const api = useApi();
  const format = useFormat();
  const mayIssue = useCan('tokens.bypass') && user.administratorBeyondPower !== true;
  const parameters = { id: user.id };
  const { data, problem, loading, reload } = useLoaded(listBypassCodes, { parameters });
  const [issuing, setIssuing] = useState(false);
  const [issued, setIssued] = useState<Issued>();
  const withdraw = useAction(async () => {
    await api.call(withdrawBypassCodes, { parameters });
    reload();
  }, t.standIns.withdrawn);
  const issue = async (body: Values): Promise<void> => {
    setIssued(await api.call(issueBypassCodes, { parameters, body }));
    reload();
  };
  const codes = data?.items ?? [];
  return (
    <Card
      title={t.standIns.bypassCodes}
      extra={mayIssue ? (
        <Flex gap={8}>
          {codes.length === 0 ? null : <ConfirmButton danger question={t.standIns.withdrawQuestion} consequence={t.standIns.withdrawConsequence} onConfirm={withdraw.run}>{t.standIns.withdraw}</ConfirmButton>}
          <Button onClick={() => setIssuing(true)}>{t.standIns.issue}</Button>
        </Flex>
      ) : null}
    >
      {problem === undefined ? null : <ProblemAlert problem={problem} onRetry={reload} />}
      <Flex vertical gap={12}>
        <Typography.Text type="secondary">{t.standIns.bypassHint}</Typography.Text>
        <Table<BypassCode>
          aria-label={t.standIns.bypassCodes} size="small" pagination={false} loading={loading && data === undefined} rowKey="id" dataSource={codes}
          locale={{ emptyText: t.standIns.noCodes }} scroll={{ x: 'max-content' }}
          columns={[
            { key: 'issued', title: t.standIns.issued, render: (_, { createdAt }) => format.instant(createdAt) },
            { key: 'by', title: t.standIns.issuedBy, render: (_, { createdBy }) => createdBy },
            { key: 'expires', title: t.standIns.expires, render: (_, { expiresAt }) => format.instant(expiresAt) },
            { key: 'state', title: t.words.state, render: (_, code) => stateOf(code) },
          ]}
        />
      </Flex>
      <FormModal<Values> open={issuing} title={t.standIns.issue} submitText={t.standIns.issue} initial={{ count: 1, validMinutes: DAY_MINUTES }} submit={issue} onClose={() => setIssuing(false)}>
        <Field name="count" label={t.standIns.count} schema={shape.count} required><InputNumber min={1} max={10} /></Field>
        <Field name="validMinutes" label={t.standIns.validFor} required>
          <Select options={[{ value: 60, label: t.standIns.validities.hour }, { value: DAY_MINUTES, label: t.standIns.validities.day }, { value: 3 * DAY_MINUTES, label: t.standIns.validities.threeDays }, { value: 7 * DAY_MINUTES, label: t.standIns.validities.week }]} />
        </Field>
      </FormModal>
      <OnceWindow open={issued !== undefined} title={t.standIns.bypassCodes} onClose={() => setIssued(undefined)}>
        <Flex vertical gap={12}>
          <Alert type="warning" showIcon title={t.standIns.once} />
          {issued?.codes.map((code) => <Typography.Text key={code} className="mono" copyable={{ text: code, tooltips: [t.actions.copy, t.actions.copied] }}>{code}</Typography.Text>)}
          <span>{t.standIns.until(format.instant(issued?.expiresAt))}</span>
        </Flex>
      </OnceWindow>
    </Card>
  );

  function stateOf({ usedAt, expiresAt }: BypassCode): string {
    if (usedAt !== null) return t.standIns.usedAt(format.instant(usedAt));
    return Date.parse(expiresAt) <= Date.now() ? t.standIns.state.expired : t.standIns.state.unused;
  }
}
