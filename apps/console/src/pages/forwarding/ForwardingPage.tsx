import { getAuditForwarding, updateAuditForwarding } from '@countersign/contracts/admin-api';
import { ReloadOutlined } from '@ant-design/icons';
import { Alert, Button, Card, Descriptions, Flex } from 'antd';
import { type ReactNode, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { useLoaded } from '../../api/use-loaded.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import { useCan } from '../../session/session-context.ts';
import { ConfirmButton } from '../../widgets/ConfirmButton.tsx';
import { PageHeader } from '../../widgets/PageHeader.tsx';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { useAction } from '../../widgets/use-action.ts';
import { Waiting } from '../../widgets/Waiting.tsx';
import type { Forwarding } from './forwarding.ts';
import { ReceiverForm } from './ReceiverForm.tsx';

/** Where the trail is forwarded to, how far that is, and the form that changes it. */
export function ForwardingPage(): ReactNode {
  const t = useTexts();
  const api = useApi();
  const mayChange = useCan('audit.administer');
  const [editing, setEditing] = useState(false);
  const { data, problem, reload } = useLoaded(getAuditForwarding, {});
  const stop = useAction(async (version: number) => {
    await api.call(updateAuditForwarding, { body: { settings: null }, version });
    reload();
  }, t.forwarding.stopped);
  return (
    <>
      <PageHeader
        title={t.navigation.forwarding} description={t.forwarding.description}
        extra={<Button icon={<ReloadOutlined aria-hidden />} onClick={reload}>{t.actions.reload}</Button>}
      />
      {problem === undefined ? null : <ProblemAlert problem={problem} onRetry={reload} />}
      {data === undefined ? problem === undefined ? <Waiting /> : null : (
        <Flex vertical gap={16} style={{ maxWidth: 820 }}>
          <State forwarding={data} />
          {mayChange ? (
            <Flex gap={8}>
              <Button type="primary" onClick={() => setEditing(true)}>{data.settings === null ? t.forwarding.begin : t.forwarding.change}</Button>
              {data.settings === null ? null : (
                <ConfirmButton danger question={t.forwarding.stopQuestion} consequence={t.forwarding.stopConsequence} onConfirm={() => stop.run(data.version)}>{t.forwarding.stop}</ConfirmButton>
              )}
            </Flex>
          ) : null}
          <ReceiverForm open={editing} forwarding={data} onClose={() => setEditing(false)} onDone={reload} />
        </Flex>
      )}
    </>
  );
}

function State({ forwarding: { settings, forwarded, waiting, failure } }: { readonly forwarding: Forwarding }): ReactNode {
  const t = useTexts();
  const format = useFormat();
  if (settings === null) return <Alert type="info" showIcon title={t.forwarding.off} description={t.forwarding.offHint} />;
  return (
    <Card>
      <Flex vertical gap={16}>
        {waiting > 0
          ? <Alert type={failure === null ? 'warning' : 'error'} showIcon title={t.forwarding.waiting(format.number(waiting))} description={t.forwarding.waitingHint} />
          : <Alert type="success" showIcon title={t.forwarding.upToDate} />}
        <Descriptions
          column={1} size="small" bordered
          items={[
            { key: 'host', label: t.forwarding.receiver, children: <span className="mono">{settings.host.includes(':') ? `[${settings.host}]` : settings.host}:{settings.port}</span> },
            { key: 'transport', label: t.forwarding.transport, children: t.forwarding.transports[settings.transport] },
            { key: 'authority', label: t.forwarding.authority, children: settings.authority === null ? t.forwarding.publicAuthority : t.forwarding.ownAuthority },
            { key: 'facility', label: t.forwarding.facility, children: settings.facility },
            { key: 'forwarded', label: t.forwarding.forwarded, children: format.number(forwarded) },
            ...failure === null ? [] : [{ key: 'failure', label: t.forwarding.failure, children: <>{format.precise(failure.at)}<br /><span lang="en">{failure.reason}</span></> }],
          ]}
        />
      </Flex>
    </Card>
  );
}
