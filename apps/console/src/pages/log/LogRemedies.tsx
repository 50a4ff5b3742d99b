import { addActivation, setTokenMode, unlockUser } from '@countersign/contracts/admin-api';
import { Button, Flex } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useApi } from '../../api/api-context.ts';
import { useTexts } from '../../i18n/index.ts';
import { useSession } from '../../session/session-context.ts';
import { useAction } from '../../widgets/use-action.ts';
import type { AuditEvent } from './use-log-texts.ts';

const lockedResults: ReadonlySet<string> = new Set(['too-many-guesses', 'token-locked', 'throttled', 'wrong-password', 'wrong-tokencode']);

/** The buttons that help with this line, as far as the role allows: activate, unlock, reset; and where to look. */
export function LogRemedies({ event }: { readonly event: AuditEvent }): ReactNode {
  const t = useTexts();
  const api = useApi();
  const { can } = useSession();
  const userId = event.user?.id ?? null;
  const hostId = event.agentHost?.id ?? null;
  const tokenId = event.object?.type === 'token' ? event.object.id : null;
  const unlock = useAction(async () => { if (userId !== null) await api.call(unlockUser, { parameters: { id: userId } }); }, t.users.unlocked);
  const activate = useAction(async () => {
    if (userId !== null && hostId !== null) await api.call(addActivation, { parameters: { id: hostId }, body: { userId } });
  }, t.hosts.activated);
  const newPin = useAction(async () => { if (tokenId !== null) await api.call(setTokenMode, { parameters: { id: tokenId }, body: { mode: 'new-pin' } }); }, t.tokens.modeSet);
  return (
    <Flex wrap gap={8}>
      {event.result === 'user-not-on-agent-host' && userId !== null && hostId !== null && can('agent-hosts.write')
        ? <Button type="primary" loading={activate.busy} onClick={() => { void activate.run(); }}>{t.hosts.addUser}</Button> : null}
      {userId !== null && lockedResults.has(event.result) && can('users.unlock')
        ? <Button loading={unlock.busy} onClick={() => { void unlock.run(); }}>{t.log.unlock}</Button> : null}
      {tokenId !== null && event.result === 'new-pin-needed' && can('tokens.pin')
        ? <Button loading={newPin.busy} onClick={() => { void newPin.run(); }}>{t.tokens.modes['new-pin']}</Button> : null}
      {userId === null ? null : <Link to={`/users/${userId}`}><Button>{t.log.toUser}</Button></Link>}
      {tokenId === null ? null : <Link to={`/tokens/${tokenId}`}><Button>{t.log.toToken}</Button></Link>}
      {hostId === null ? null : <Link to={`/agent-hosts/${hostId}`}><Button>{t.log.toHost}</Button></Link>}
    </Flex>
  );
}
