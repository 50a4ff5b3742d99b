import type { ReactNode } from 'react';
import { useTexts } from '../../i18n/index.ts';
import { useCan } from '../../session/session-context.ts';
import { LinkButton } from '../../widgets/LinkButton.tsx';
import { setupOf } from '../setup/under-way.ts';
import { testAddress } from './test-address.ts';

export interface TryAgainProps {
  readonly user: { readonly id: string; readonly login: string };
  readonly agentHostId: string | undefined;
}

/** After a refusal was mended: back to the assistant, while it is under way for this user, and to the local test with what is known filled in. */
export function TryAgain({ user, agentHostId }: TryAgainProps): ReactNode {
  const t = useTexts();
  const mayTest = useCan('radius.test');
  const setup = setupOf(user.id);
  return (
    <>
      {setup === undefined ? null : <LinkButton to={setup}>{t.setup.backToIt}</LinkButton>}
      {mayTest ? <LinkButton to={testAddress(agentHostId, user.login)}>{t.log.next.test}</LinkButton> : null}
    </>
  );
}
