import { createAgentHost, listAgentHosts } from '@countersign/contracts/admin-api';
import { Alert, Form, Typography } from 'antd';
import { type ReactNode, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { useLoaded } from '../../api/use-loaded.ts';
import { HostPicker } from '../../directory/HostPicker.tsx';
import { networkSchema } from '../../directory/network-schema.ts';
import { useGatewayPorts } from '../../health/use-gateway-ports.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import { Field } from '../../widgets/Field.tsx';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { Waiting } from '../../widgets/Waiting.tsx';
import { CopyButton } from '../../widgets/CopyButton.tsx';
import { newSecret } from '../agent-hosts/new-secret.ts';
import { SecretInput } from '../agent-hosts/SecretInput.tsx';
import { type Kind, newestOf, NewOrExisting } from './NewOrExisting.tsx';
import { StepForm } from './StepForm.tsx';

interface Values {
  readonly kind: Kind;
  readonly hostId?: string;
  readonly name?: string;
  readonly address?: string;
  readonly secret?: string;
}

/** Of these the newest is offered. */
const LOOKED_AT = 100;
const { shape } = createAgentHost.body;

/** An agent host that the assistant has made since its page was opened: its secret can be looked at until the page is left. */
export interface MadeHost {
  readonly id: string;
  readonly secret: string;
}

export interface HostStepProps {
  readonly siteId: string;
  /** What was made or chosen before. */
  readonly chosen: string | undefined;
  readonly made: MadeHost | undefined;
  readonly onBack: () => void;
  readonly onDone: (hostId: string, made?: MadeHost) => void;
}

export function HostStep({ siteId, chosen, made, onBack, onDone }: HostStepProps): ReactNode {
  const t = useTexts();
  const api = useApi();
  const [secret] = useState(newSecret);
  const [key] = useState(() => crypto.randomUUID());
  const { list } = useFormat();
  const { authentication: ports } = useGatewayPorts();
  const { data, problem, reload } = useLoaded(listAgentHosts, { query: { site: siteId, limit: LOOKED_AT } });
  if (data === undefined) return problem === undefined ? <Waiting /> : <ProblemAlert problem={problem} onRetry={reload} />;
  const offered = chosen ?? newestOf(data.items)?.id;
  const go = async ({ kind, hostId = '', name = '', address = '', secret: typed = '' }: Values): Promise<void> => {
    if (kind === 'existing') {
      onDone(hostId);
      return;
    }
    const { id } = await api.call(createAgentHost, { body: { siteId, name, addresses: [{ address: address.trim() }], secret: typed, openToSite: true }, idempotencyKey: key });
    onDone(id, { id, secret: typed });
  };
  return (
    <StepForm<Values> hint={t.setup.hostHint(ports.length === 0 ? undefined : list(ports.map(String)))} initial={offered === undefined ? { kind: 'new', secret } : { kind: 'existing', hostId: offered, secret }} onBack={onBack} submit={go}>
      <NewOrExisting label={t.words.agentHost} existing={t.setup.useHost} any={offered !== undefined}>
        {{
          existing: <ExistingHost siteId={siteId} made={made} />,
          new: (
            <>
              <Field name="name" label={t.words.name} schema={shape.name} required hint={t.setup.hostOpen} />
              <Field name="address" label={t.hosts.main} schema={networkSchema} required hint={t.hosts.addressHint} />
              <Field name="secret" label={t.hosts.secret} schema={shape.secret} required hint={t.setup.secretShown}><SecretInput /></Field>
            </>
          ),
        }}
      </NewOrExisting>
    </StepForm>
  );
}

function ExistingHost({ siteId, made }: Pick<HostStepProps, 'siteId' | 'made'>): ReactNode {
  const t = useTexts();
  const hostId = Form.useWatch<string | undefined>('hostId');
  const isMade = made !== undefined && made.id === hostId;
  return (
    <>
      <Field name="hostId" label={t.words.agentHost} required {...isMade ? {} : { hint: t.setup.useHostHint }}><HostPicker site={siteId} /></Field>
      {isMade ? (
        <Alert
          type="info" showIcon style={{ marginBlockEnd: 24 }} title={t.setup.secretStill}
          description={<><Typography.Text className="mono">{made.secret}</Typography.Text> <CopyButton text={made.secret} label={t.hosts.copySecret} /></>}
        />
      ) : null}
    </>
  );
}
