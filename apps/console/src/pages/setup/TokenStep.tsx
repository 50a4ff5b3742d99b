import { makeToken, type User } from '@countersign/contracts/admin-api';
import { Button, Flex } from 'antd';
import { type ReactNode, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { useTexts } from '../../i18n/index.ts';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { useStep } from '../../widgets/use-step.ts';
import { Seed } from '../tokens/Seed.tsx';

export function TokenStep({ user, onDone }: { readonly user: User; readonly onDone: () => void }): ReactNode {
  const t = useTexts();
  const api = useApi();
  const [otpauth, setOtpauth] = useState<string | null>(null);
  const { submit, busy, problem } = useStep(async () => setOtpauth((await api.call(makeToken, { body: { siteId: user.siteId, assignTo: user.id } })).otpauth));
  return (
    <Flex vertical gap={16} style={{ maxWidth: 640 }}>
      <div>{t.setup.tokenHint}</div>
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
      {otpauth === null
        ? <div><Button type="primary" loading={busy} onClick={() => submit(undefined)}>{t.setup.tokenMake}</Button></div>
        : <><Seed otpauth={otpauth} /><div><Button type="primary" onClick={onDone}>{t.setup.go}</Button></div></>}
    </Flex>
  );
}
