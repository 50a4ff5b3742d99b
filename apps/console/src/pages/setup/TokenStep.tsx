import { getUser, listTokens, makeToken } from '@countersign/contracts/admin-api';
import { Button, Flex } from 'antd';
import { type ReactNode, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { useLoaded } from '../../api/use-loaded.ts';
import { useTexts } from '../../i18n/index.ts';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { useStep } from '../../widgets/use-step.ts';
import { Waiting } from '../../widgets/Waiting.tsx';
import { Seed } from '../tokens/Seed.tsx';
import { BackButton } from './BackButton.tsx';

/** A token that the assistant has made since its page was opened. */
export interface MadeToken {
  readonly id: string;
  readonly otpauth: string;
}

export interface TokenStepProps {
  readonly userId: string;
  readonly made: MadeToken | undefined;
  /** It is made: its QR code can be looked at until the page is left. */
  readonly onMade: (made: MadeToken) => void;
  readonly onBack: () => void;
  readonly onDone: (tokenId: string) => void;
}

/** A token for the user: a new one, with its QR code, or one that the user has. */
export function TokenStep({ userId, made, onMade, onBack, onDone }: TokenStepProps): ReactNode {
  const t = useTexts();
  const api = useApi();
  const user = useLoaded(getUser, { parameters: { id: userId } });
  const held = useLoaded(listTokens, { query: { userId } });
  const [key] = useState(() => crypto.randomUUID());
  const { submit, busy, problem } = useStep(async (siteId: string) => {
    const { token, otpauth } = await api.call(makeToken, { body: { siteId, assignTo: userId }, idempotencyKey: key });
    onMade({ id: token.id, otpauth });
  });
  const failed = [user, held].find((loaded) => loaded.problem !== undefined && loaded.data === undefined);
  if (failed?.problem !== undefined) return <ProblemAlert problem={failed.problem} onRetry={failed.reload} />;
  if (user.data === undefined || held.data === undefined) return <Waiting />;
  const { siteId, login } = user.data;
  const usable = held.data.items.filter(({ enabled, lost }) => enabled && !lost);
  if (made !== undefined) {
    return (
      <Flex vertical gap={16} style={{ maxWidth: 640 }}>
        <div>{t.setup.tokenHint}</div>
        <Seed otpauth={made.otpauth} />
        <Flex gap={8}>
          <BackButton onBack={onBack} />
          <Button type="primary" onClick={() => onDone(made.id)}>{t.setup.go}</Button>
        </Flex>
      </Flex>
    );
  }
  return (
    <Flex vertical gap={16} style={{ maxWidth: 640 }}>
      <div>{usable.length === 0 ? t.setup.tokenHint : t.setup.tokenHeld(login)}</div>
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
      <Flex wrap gap={8}>
        <BackButton onBack={onBack} disabled={busy} />
        {usable.map(({ id, serial }) => <Button key={id} type="primary" onClick={() => onDone(id)}>{t.setup.useToken(serial)}</Button>)}
        <Button type={usable.length === 0 ? 'primary' : 'default'} loading={busy} onClick={() => submit(siteId)}>{usable.length === 0 ? t.setup.tokenMake : t.setup.tokenMakeAnother}</Button>
      </Flex>
    </Flex>
  );
}
