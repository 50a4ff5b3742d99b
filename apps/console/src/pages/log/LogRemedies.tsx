import type { explainAuditEvent } from '@countersign/contracts/admin-api';
import { Button, Flex } from 'antd';
import { type ReactNode, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import type { Reply } from '../../api/client.ts';
import { useTexts } from '../../i18n/index.ts';
import { useSession } from '../../session/session-context.ts';
import { LinkButton } from '../../widgets/LinkButton.tsx';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { useStep } from '../../widgets/use-step.ts';
import { setupOf } from '../setup/under-way.ts';
import { Mended } from './Mended.tsx';
import { type Mending, type Remedy, remedyOf } from './remedies.ts';
import type { AuditEvent } from './use-log-texts.ts';

export interface LogRemediesProps {
  readonly event: AuditEvent;
  readonly actions: Reply<typeof explainAuditEvent>['actions'];
}

/** The buttons that help with this line, as far as the role allows, the likeliest first; and where to look. What is done is told and not offered again. */
export function LogRemedies({ event, actions }: LogRemediesProps): ReactNode {
  const t = useTexts();
  const api = useApi();
  const { can } = useSession();
  const [done, setDone] = useState<readonly Mending['name'][]>([]);
  const [mending, setMending] = useState<Mending['name']>();
  const { submit: mend, busy, problem } = useStep(async ({ name, run }: Mending) => {
    setMending(name);
    await run(api);
    setDone((before) => [...before, name]);
  });
  // What was done is not offered again, nor a test: that stands beside what was done.
  const isOver = (name: Remedy['name']): boolean => done.some((each) => each === name) || (done.length > 0 && name === 'test');
  const remedies = actions.map((action) => remedyOf(action, event)).filter((remedy) => remedy !== undefined).filter(({ name, permission }) => can(permission) && !isOver(name));
  const { user, object, agentHost, result } = event;
  const setup = user?.id ? setupOf(user.id) : undefined;
  const isConsole = result.startsWith('administrator-'); // its agent host is this console, which has no page
  return (
    <Flex vertical gap={12}>
      {done.map((name) => <Mended key={name} name={name} event={event} />)}
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
      <Flex wrap gap={8}>
        {remedies.map((remedy, index) => <RemedyButton key={remedy.name} remedy={remedy} first={index === 0 && done.length === 0} busy={busy} runs={busy && mending === remedy.name} mend={mend} />)}
        {setup === undefined ? null : <LinkButton to={setup}>{t.setup.backToIt}</LinkButton>}
        {user?.id ? <LinkButton to={`/users/${user.id}`}>{t.log.toUser}</LinkButton> : null}
        {object?.type === 'token' && object.id !== null ? <LinkButton to={`/tokens/${object.id}`}>{t.log.toToken}</LinkButton> : null}
        {agentHost === null || isConsole ? null : <LinkButton to={`/agent-hosts/${agentHost.id}`}>{t.log.toHost}</LinkButton>}
      </Flex>
    </Flex>
  );
}

interface RemedyButtonProps {
  readonly remedy: Remedy;
  readonly first: boolean;
  /** One of the buttons mends. */
  readonly busy: boolean;
  /** It is this one. */
  readonly runs: boolean;
  readonly mend: (mending: Mending) => void;
}

function RemedyButton({ remedy, first, busy, runs, mend }: RemedyButtonProps): ReactNode {
  const t = useTexts();
  const label = t.log.remedies[remedy.name];
  const type = first ? 'primary' : 'default';
  return 'to' in remedy ? <LinkButton to={remedy.to} type={type}>{label}</LinkButton> : <Button type={type} loading={runs} disabled={busy && !runs} onClick={() => mend(remedy)}>{label}</Button>;
}
