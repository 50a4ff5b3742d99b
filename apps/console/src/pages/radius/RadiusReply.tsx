import { Card, Flex } from 'antd';
import { type ReactNode, useState } from 'react';
import { HostPicker } from '../../directory/HostPicker.tsx';
import { UserPicker } from '../../directory/UserPicker.tsx';
import { useTexts } from '../../i18n/index.ts';
import { EffectiveProfile } from './EffectiveProfile.tsx';

/** What a sign-in of this user here, or of somebody at this agent host, must say and is told, all profiles merged. */
export function RadiusReply({ of }: { readonly of: { readonly userId: string } | { readonly agentHostId: string } }): ReactNode {
  const t = useTexts();
  const [other, setOther] = useState<string>();
  const [userId, agentHostId] = 'userId' in of ? [of.userId, other] : [other, of.agentHostId];
  return (
    <Card title={t.radius.merged}>
      <Flex vertical gap={12}>
        <span>{'userId' in of ? t.radius.mergedOfUser : t.radius.mergedOfHost}</span>
        {'userId' in of
          ? <HostPicker {...other === undefined ? {} : { value: other }} onChange={setOther} />
          : <UserPicker value={other} onChange={(id) => setOther(id)} />}
        {userId === undefined || agentHostId === undefined ? null : <EffectiveProfile userId={userId} agentHostId={agentHostId} />}
      </Flex>
    </Card>
  );
}
