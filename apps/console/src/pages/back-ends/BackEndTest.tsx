import { type BackEnd, type BackEndStep, showBackEndHealth, testBackEnd } from '@countersign/contracts/admin-api';
import { Button, Empty, Flex, Form, Input, Modal, Table, Tag, Typography } from 'antd';
import { type ReactNode, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { shownProblem, type ProblemError } from '../../api/problem.ts';
import { useLoaded } from '../../api/use-loaded.ts';
import { useTexts } from '../../i18n/index.ts';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { useFocusBack } from '../../widgets/use-focus-back.ts';

interface Tested {
  readonly server: string;
  readonly steps: readonly BackEndStep[];
}

const colourOf = (verdict: BackEndStep['verdict']): string => (verdict === 'passed' ? 'success' : verdict === 'skipped' ? 'default' : 'error');
const healthColours = { unknown: 'default', answering: 'success', failing: 'warning', 'left-alone': 'error' } as const;

/** How the servers fared at sign-ins, and a test of each, step by step. */
export function BackEndTest({ backEnd, mayTest, onClose }: { readonly backEnd: BackEnd; readonly mayTest: boolean; readonly onClose: () => void }): ReactNode {
  const t = useTexts();
  const texts = t.backEnds;
  useFocusBack();
  return (
    <Modal open title={texts.testTitle(backEnd.name)} width={720} style={{ top: 32 }} footer={null} onCancel={onClose} destroyOnHidden>
      <Flex vertical gap={24}>
        <Health id={backEnd.id} />
        {mayTest ? <Trial id={backEnd.id} /> : null}
      </Flex>
    </Modal>
  );
}

function Health({ id }: { readonly id: string }): ReactNode {
  const t = useTexts();
  const texts = t.backEnds;
  const { data, problem, loading, reload } = useLoaded(showBackEndHealth, { parameters: { id } });
  const rows = (data?.replicas ?? []).flatMap(({ replica, servers }, index) => servers.map((server) => ({ ...server, key: `${replica} ${server.server}`, number: index + 1 })));
  return (
    <section>
      <Typography.Title level={3} style={{ fontSize: 15, marginBlockStart: 0 }}>{texts.health}</Typography.Title>
      {problem === undefined ? null : <ProblemAlert problem={problem} onRetry={reload} />}
      <Table
        aria-label={texts.health} size="small" loading={loading} pagination={false} dataSource={rows} locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={texts.noReplica} /> }}
        columns={[
          { key: 'server', title: t.backEnds.servers, dataIndex: 'server' },
          { key: 'state', title: t.words.state, render: (_, { state, lastFault }) => <Tag color={healthColours[state]}>{lastFault === null ? texts.states[state] : `${texts.states[state]} – ${texts.verdicts[lastFault]}`}</Tag> },
          { key: 'took', title: t.words.time, render: (_, { tookMs }) => (tookMs === null ? '–' : texts.took(tookMs)) },
          { key: 'replica', title: '', render: (_, { number }) => texts.replica(number) },
        ]}
      />
    </section>
  );
}

function Trial({ id }: { readonly id: string }): ReactNode {
  const t = useTexts();
  const texts = t.backEnds;
  const api = useApi();
  const [tested, setTested] = useState<readonly Tested[]>([]);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemError>();
  const run = async ({ login, password }: { login?: string; password?: string }): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      setTested((await api.call(testBackEnd, { parameters: { id }, body: { login: login || null, password: password || null } })).servers);
    } catch (error) {
      setProblem(shownProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section>
      <Typography.Title level={3} style={{ fontSize: 15, marginBlockStart: 0 }}>{texts.test}</Typography.Title>
      <Typography.Paragraph type="secondary">{texts.testHint}</Typography.Paragraph>
      <Form layout="vertical" onFinish={(values: { login?: string; password?: string }) => { void run(values); }}>
        <Flex gap={16} wrap align="flex-end">
          <Form.Item name="login" label={texts.testLogin} style={{ flex: 1, minWidth: 180 }}><Input autoComplete="off" /></Form.Item>
          <Form.Item name="password" label={texts.testPassword} style={{ flex: 1, minWidth: 180 }}><Input.Password autoComplete="new-password" /></Form.Item>
          <Form.Item><Button type="primary" htmlType="submit" loading={busy}>{texts.testRun}</Button></Form.Item>
        </Flex>
      </Form>
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
      <div aria-live="polite">
        {tested.map(({ server, steps }) => (
          <div key={server} style={{ marginBlockEnd: 12 }}>
            <Typography.Text strong>{server}</Typography.Text>
            {steps.map(({ step, verdict, detail, tookMs }) => (
              <Flex key={step} gap={8} wrap style={{ marginBlockStart: 4 }}>
                <span style={{ minWidth: 130 }}>{texts.steps[step]}</span>
                <Tag color={colourOf(verdict)}>{texts.verdicts[verdict]}</Tag>
                <span>{texts.took(tookMs)}</span>
                {detail === null ? null : <Typography.Text type="secondary" style={{ wordBreak: 'break-word' }}>{detail}</Typography.Text>}
              </Flex>
            ))}
          </div>
        ))}
      </div>
    </section>
  );
}
