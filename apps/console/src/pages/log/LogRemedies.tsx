import type { explainAuditEvent } from '@countersign/contracts/admin-api';
import { Button, Flex } from 'antd';
import type { ReactNode } from 'react';
import { useApi } from '../../api/api-context.ts';
import type { Reply } from '../../api/client.ts';
import { useTexts } from '../../i18n/index.ts';
import { useSession } from '../../session/session-context.ts';
import { LinkButton } from '../../widgets/LinkButton.tsx';
import { useAction } from '../../widgets/use-action.ts';
import { type Remedy, remedyOf } from './remedies.ts';
import type { AuditEvent } from './use-log-texts.ts';

export interface LogRemediesProps {
  readonly event: AuditEvent;
  readonly actions: Reply<typeof explainAuditEvent>['actions'];
}

/** The buttons that help with this line, as far as the role allows, the likeliest first; and where to look. */
export function LogRemedies({ event, actions }: LogRemediesProps): ReactNode {
  const t = useTexts();
  const { can } = useSession();
  const remedies = actions.map((action) => remedyOf(action)).filter((remedy) => remedy !== undefined && can(remedy.permission));
  const { user, object, agentHost, result } = event;
  const isConsole = result.startsWith('administrator-'); // its agent host is this console, which has no page
  return (
    <Flex wrap gap={8}>
      {remedies.map((remedy, index) => (remedy === undefined ? null : <RemedyButton key={`${index} ${remedy.name}`} remedy={remedy} first={index === 0} />))}
      {user?.id ? <LinkButton to={`/users/${user.id}`}>{t.log.toUser}</LinkButton> : null}
      {object?.type === 'token' && object.id !== null ? <LinkButton to={`/tokens/${object.id}`}>{t.log.toToken}</LinkButton> : null}
      {agentHost === null || isConsole ? null : <LinkButton to={`/agent-hosts/${agentHost.id}`}>{t.log.toHost}</LinkButton>}
    </Flex>
  );
}

function RemedyButton({ remedy, first }: { readonly remedy: Remedy; readonly first: boolean }): ReactNode {
  const t = useTexts();
  const api = useApi();
  const { run, busy } = useAction(async () => { if ('run' in remedy) await remedy.run(api); }, t.actions.done);
  const label = t.log.remedies[remedy.name];
  const type = first ? 'primary' : 'default';
  return 'to' in remedy ? <LinkButton to={remedy.to} type={type}>{label}</LinkButton> : <Button type={type} loading={busy} onClick={() => { void run(); }}>{label}</Button>;
}
