import { type AgentHost, clearNodeSecret, generateNodeSecret } from '@countersign/contracts/admin-api';
import { Button, Card, Flex, Tag, Typography } from 'antd';
import { type ReactNode, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import { useCan } from '../../session/session-context.ts';
import { ConfirmButton } from '../../widgets/ConfirmButton.tsx';
import { Once } from '../../widgets/Once.tsx';
import { OnceWindow } from '../../widgets/OnceWindow.tsx';
import { useAction } from '../../widgets/use-action.ts';

/** The key of the HTTP agent protocol: whether there is one, and how to make or clear it. */
export function NodeSecret({ host, onChange }: { readonly host: AgentHost; readonly onChange: () => void }): ReactNode {
  const t = useTexts();
  const api = useApi();
  const format = useFormat();
  const mayWrite = useCan('agent-hosts.write');
  const [made, setMade] = useState<string>();
  const { id, version, nodeSecretAt } = host;
  const generate = useAction(async () => {
    const { nodeSecret } = await api.call(generateNodeSecret, { parameters: { id }, version });
    setMade(nodeSecret);
  }, t.access.generated);
  const clear = useAction(async () => {
    await api.call(clearNodeSecret, { parameters: { id }, version });
    onChange();
  }, t.access.cleared);
  const close = (): void => {
    setMade(undefined);
    onChange();
  };
  return (
    <Card
      title={t.access.nodeSecret}
      extra={mayWrite ? (
        <Flex gap={8}>
          {nodeSecretAt === null ? <Button loading={generate.busy} onClick={() => { void generate.run(); }}>{t.access.generate}</Button> : (
            <>
              <ConfirmButton danger question={t.access.clearQuestion} consequence={t.access.clearConsequence} onConfirm={clear.run}>{t.access.clear}</ConfirmButton>
              <ConfirmButton question={t.access.generateQuestion} consequence={t.access.generateConsequence} onConfirm={generate.run}>{t.access.generateAgain}</ConfirmButton>
            </>
          )}
        </Flex>
      ) : null}
    >
      <Flex vertical gap={8} align="flex-start">
        <Tag color={nodeSecretAt === null ? 'default' : 'success'}>{nodeSecretAt === null ? t.access.nodeSecretNone : t.access.nodeSecretSince(format.instant(nodeSecretAt))}</Tag>
        <Typography.Text type="secondary">{t.access.nodeSecretHint}</Typography.Text>
      </Flex>
      <OnceWindow open={made !== undefined} title={t.access.nodeSecret} onClose={close}>
        <Once secret={made ?? ''} warning={t.access.nodeSecretOnce} />
      </OnceWindow>
    </Card>
  );
}
