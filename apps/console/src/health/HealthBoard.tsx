import { CheckCircleFilled, CloseCircleFilled, ExclamationCircleFilled, QuestionCircleFilled } from '@ant-design/icons';
import type { PartName, PartState } from '@countersign/contracts/admin-api';
import { Alert, Flex, theme } from 'antd';
import type { ReactNode } from 'react';
import { useFormat } from '../i18n/format.ts';
import { type Messages, useTexts } from '../i18n/index.ts';
import type { ShownPart } from './readiness.ts';
import type { ServiceHealth } from './use-service-health.ts';

/** Every part with its state; below, what each trouble means for sign-ins and what to do about it. */
export function HealthBoard({ health: { parts, complete } }: { readonly health: ServiceHealth }): ReactNode {
  const t = useTexts();
  const inProcess = parts.every(({ part }) => part !== 'nats');
  return (
    <Flex vertical gap={12}>
      {complete ? null : <Alert type="warning" showIcon title={t.health.incomplete} description={t.health.incompleteHint} />}
      <ul className="health-parts" aria-label={t.health.title}>
        {parts.map((part) => <PartTile key={part.part} part={part} inProcess={inProcess} />)}
      </ul>
      {parts.filter(({ state }) => state !== 'working' && state !== 'unknown').map((part) => <Trouble key={part.part} part={part} inProcess={inProcess} />)}
    </Flex>
  );
}

interface PartProps {
  readonly part: ShownPart;
  /** All services are one process: no Redis is behind its state store. */
  readonly inProcess: boolean;
}

const textsOf = (part: PartName, inProcess: boolean, t: Messages): Messages['health']['parts'][PartName] => (inProcess && part === 'state-store' ? t.health.ownStateStore : t.health.parts[part]);

function PartTile({ part: { part, state, since, members }, inProcess }: PartProps): ReactNode {
  const t = useTexts();
  const format = useFormat();
  const { token } = theme.useToken();
  const working = members.filter((member) => member.state === 'working').length;
  const oldestMs = Math.max(0, ...members.map(({ outbox }) => outbox?.oldestMs ?? 0));
  const waiting = members.reduce((most, { outbox }) => Math.max(most, outbox?.messages ?? 0), 0);
  return (
    <li style={{ borderColor: token.colorBorderSecondary }}>
      <Flex gap={8} align="center"><StateIcon state={state} /><strong>{textsOf(part, inProcess, t).name}</strong></Flex>
      <div>{t.health.states[state]}</div>
      <div style={{ color: token.colorTextSecondary }}>
        {since === null ? null : <div>{t.health.since(format.precise(since))}</div>}
        {members.length > 1 && state !== 'unknown' ? <div>{t.health.of(format.number(working), format.number(members.length))}</div> : null}
        {waiting > 0 ? <div>{t.health.waiting(format.number(waiting), format.number(Math.round(oldestMs / 1000)))}</div> : null}
      </div>
    </li>
  );
}

function Trouble({ part: { part, state, since, members }, inProcess }: PartProps): ReactNode {
  const t = useTexts();
  const format = useFormat();
  const { name, without, remedy } = textsOf(part, inProcess, t);
  const isGone = state === 'unreachable' || state === 'not-ready';
  const { means, help } = isGone ? { means: without, help: remedy } : state === 'slow' ? { means: t.health.slowMeans, help: t.health.slowRemedy } : { means: t.health.partlyMeans, help: remedy };
  const lacking = members.filter((member) => member.state !== 'working');
  return (
    <Alert
      type={isGone ? 'error' : 'warning'} showIcon role="status"
      title={`${name} – ${t.health.states[state]}${since === null ? '' : ` (${t.health.since(format.precise(since))})`}`}
      description={(
        <>
          <div><strong>{t.health.means}:</strong> {means}</div>
          <div><strong>{t.words.remedy}:</strong> {help}</div>
          {lacking.every(({ missing }) => missing.length === 0) && members.length < 2 ? null : (
            <ul>
              {lacking.map((member) => (
                <li key={member.name}>
                  {isService(part) ? `${part} ${member.name}` : member.name}: {t.health.states[member.state]}, {t.health.since(format.precise(member.since))}
                  {member.missing.length === 0 ? '' : `; ${t.health.missing(format.list(member.missing.map((check) => t.health.checks[check] ?? check)))}`}
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    />
  );
}

/** The members of a server are named after the services that need it. */
const isService = (part: PartName): boolean => part !== 'postgresql' && part !== 'nats' && part !== 'state-store';

function StateIcon({ state }: { readonly state: PartState }): ReactNode {
  const { token } = theme.useToken();
  switch (state) {
    case 'working':
      return <CheckCircleFilled aria-hidden style={{ color: token.colorSuccess }} />;
    case 'slow':
    case 'partly':
      return <ExclamationCircleFilled aria-hidden style={{ color: token.colorWarning }} />;
    case 'unknown':
      return <QuestionCircleFilled aria-hidden style={{ color: token.colorTextSecondary }} />;
    case 'not-ready':
    case 'unreachable':
      return <CloseCircleFilled aria-hidden style={{ color: token.colorError }} />;
  }
}
