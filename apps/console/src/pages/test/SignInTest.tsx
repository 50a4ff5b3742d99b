import { type RadiusTestReply, testRadius } from '@countersign/contracts/admin-api';
import { Button, Card, Col, Flex, Form, Input, Radio, Row } from 'antd';
import { type ReactNode, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { HostPicker } from '../../directory/HostPicker.tsx';
import { useTexts } from '../../i18n/index.ts';
import { Field } from '../../widgets/Field.tsx';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { useStep } from '../../widgets/use-step.ts';
import { TestRound } from './TestRound.tsx';

interface Values {
  readonly agentHostId: string;
  readonly login: string;
  readonly password: string;
  readonly protocol: 'pap' | 'chap';
}

export interface SignInTestProps {
  readonly login: string;
  readonly agentHostId: string | undefined;
  /** Who and where are given; only the password is asked for. */
  readonly fixed?: boolean;
  readonly onAccepted?: () => void;
}

const { shape } = testRadius.body;

/** Sends a sign-in, shows each answer as it comes, and answers each challenge in place. */
export function SignInTest({ login, agentHostId, fixed = false, onAccepted }: SignInTestProps): ReactNode {
  const t = useTexts();
  const api = useApi();
  const [form] = Form.useForm<Values>();
  const [rounds, setRounds] = useState<readonly RadiusTestReply[]>([]);
  const last = rounds.at(-1);
  const open = last?.outcome === 'challenge' ? last : undefined;
  const { submit, busy, problem } = useStep(async (typed: Partial<Values>) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- also the values whose fields are not shown
    const { agentHostId: host, login: who, protocol } = form.getFieldsValue(true) as Values;
    const reply = await api.call(testRadius, { body: { agentHostId: host, login: who, password: typed.password ?? '', protocol, state: open?.state ?? null } });
    form.setFieldValue('password', '');
    setRounds((before) => (open === undefined ? [reply] : [...before, reply]));
    if (reply.outcome === 'accept') onAccepted?.();
  });
  return (
    <Row gutter={[16, 16]}>
      <Col xs={24} lg={9}>
        <Card title={t.test.who}>
          <Form<Values> form={form} layout="vertical" initialValues={{ login, agentHostId, protocol: 'pap', password: '' }} onFinish={submit}>
            {fixed ? null : (
              <>
                <Field name="agentHostId" label={t.test.asHost} required hint={t.test.asHostHint}><HostPicker disabled={open !== undefined} /></Field>
                <Field name="login" label={t.test.login} schema={shape.login} required><Input autoComplete="off" disabled={open !== undefined} /></Field>
              </>
            )}
            <Field
              name="password" label={open === undefined ? t.test.password : open.message || t.test.answer} schema={shape.password} required
              hint={open === undefined ? t.test.passwordHint : t.test.questionHint}
            >
              <Input.Password autoComplete="off" />
            </Field>
            {fixed || open !== undefined ? null : <Field name="protocol" label={t.test.protocol}><Radio.Group options={[{ value: 'pap', label: t.test.pap }, { value: 'chap', label: t.test.chap }]} /></Field>}
            <Flex gap={8}>
              <Button type="primary" htmlType="submit" loading={busy}>{open === undefined ? t.test.send : t.test.sendAnswer}</Button>
              {open === undefined ? null : <Button onClick={() => setRounds([])}>{t.test.startOver}</Button>}
            </Flex>
          </Form>
        </Card>
      </Col>
      <Col xs={24} lg={15}>
        <Flex vertical gap={16} aria-live="polite">
          {problem === undefined ? null : <ProblemAlert problem={problem} />}
          {rounds.map((reply, index) => <TestRound key={`${index} ${reply.requestKey}`} reply={reply} number={index + 1} latest={index === rounds.length - 1} />)}
        </Flex>
      </Col>
    </Row>
  );
}
