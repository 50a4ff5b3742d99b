import { getToken, getUser, type Permission } from '@countersign/contracts/admin-api';
import { Alert, Drawer, Flex, Tabs } from 'antd';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { useLoaded } from '../../api/use-loaded.ts';
import { useTexts } from '../../i18n/index.ts';
import { useSession } from '../../session/session-context.ts';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { useFocusBack } from '../../widgets/use-focus-back.ts';
import { Waiting } from '../../widgets/Waiting.tsx';
import { TemporaryPassword } from './TemporaryPassword.tsx';
import { TokenActions } from './TokenActions.tsx';
import { TokenFacts } from './TokenFacts.tsx';
import { TokenPin } from './TokenPin.tsx';
import { TokenSwitches } from './TokenSwitches.tsx';
import { TokenSync } from './TokenSync.tsx';

export interface TokenDrawerProps {
  readonly id: string;
  readonly onChange: () => void;
  readonly onClose: () => void;
}

/** One token: what it is, how it fares, and everything that can be done to it. */
export function TokenDrawer({ id, onChange, onClose }: TokenDrawerProps): ReactNode {
  const t = useTexts();
  useFocusBack();
  const { can } = useSession();
  const [parameters] = useSearchParams();
  const { data, problem, reload } = useLoaded(getToken, { parameters: { id } });
  const holderId = data?.token.assignment?.userId;
  const holder = useLoaded(getUser, holderId === undefined ? null : { parameters: { id: holderId } });
  // Until that is known it is offered: the server decides.
  const isBeyond = holder.data?.id === holderId && holder.data?.administratorBeyondPower === true;
  /** What the server would refuse whatever it is about, because of whose the token is, is not offered. */
  const mayChange = (permission: Permission): boolean => can(permission) && !isBeyond;
  const changed = (): void => {
    reload();
    onChange();
  };
  return (
    <Drawer open title={data?.token.serial ?? t.words.token} size={640} onClose={onClose}>
      {problem === undefined ? null : <ProblemAlert problem={problem} onRetry={reload} />}
      {data === undefined ? problem === undefined ? <Waiting /> : null : (
        <Flex vertical gap={16}>
          {isBeyond ? <Alert type="info" showIcon title={t.tokens.holderBeyondPower} /> : <TokenActions token={data.token} onChange={changed} onGone={() => { onChange(); onClose(); }} />}
          {data.token.lost && data.token.assignment !== null && mayChange('tokens.bypass') ? <TemporaryPassword data={data} onChange={changed} /> : null}
          <Tabs
            defaultActiveKey={parameters.get('tab') ?? 'state'}
            items={[
              { key: 'state', label: t.tokens.tabs.state, children: <TokenFacts data={data} /> },
              { key: 'switches', label: t.tokens.tabs.switches, children: <TokenSwitches token={data.token} mayWrite={mayChange('tokens.write')} onChange={changed} /> },
              ...mayChange('tokens.pin') ? [{ key: 'pin', label: t.tokens.tabs.pin, children: <TokenPin data={data} onChange={changed} /> }] : [],
              ...mayChange('tokens.sync') ? [{ key: 'sync', label: t.tokens.tabs.sync, children: <TokenSync token={data.token} onChange={changed} /> }] : [],
            ]}
          />
        </Flex>
      )}
    </Drawer>
  );
}
