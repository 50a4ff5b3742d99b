import { createAgentHost, listAgentHosts } from '@countersign/contracts/admin-api';
import { Input } from 'antd';
import { type ReactNode, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { useLoaded } from '../../api/use-loaded.ts';
import { HostPicker } from '../../directory/HostPicker.tsx';
import { networkSchema } from '../../directory/network-schema.ts';
import { useTexts } from '../../i18n/index.ts';
import { Field } from '../../widgets/Field.tsx';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { Waiting } from '../../widgets/Waiting.tsx';
import { newSecret } from '../agent-hosts/new-secret.ts';
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

export function HostStep({ siteId, onDone }: { readonly siteId: string; readonly onDone: (hostId: string) => void }): ReactNode {
  const t = useTexts();
  const api = useApi();
  const [secret] = useState(newSecret);
  const { data, problem, reload } = useLoaded(listAgentHosts, { query: { site: siteId, limit: LOOKED_AT } });
  if (data === undefined) return problem === undefined ? <Waiting /> : <ProblemAlert problem={problem} onRetry={reload} />;
  const newest = newestOf(data.items);
  const go = async ({ kind, hostId = '', name = '', address = '', secret: typed = '' }: Values): Promise<void> => {
    if (kind === 'existing') onDone(hostId);
    else onDone((await api.call(createAgentHost, { body: { siteId, name, addresses: [{ address: address.trim() }], secret: typed, openToSite: true } })).id);
  };
  return (
    <StepForm<Values> hint={t.setup.hostHint} initial={newest === undefined ? { kind: 'new', secret } : { kind: 'existing', hostId: newest.id, secret }} submit={go}>
      <NewOrExisting label={t.words.agentHost} existing={t.setup.useHost} any={newest !== undefined}>
        {{
          existing: <Field name="hostId" label={t.words.agentHost} required hint={t.setup.useHostHint}><HostPicker site={siteId} /></Field>,
          new: (
            <>
              <Field name="name" label={t.words.name} schema={shape.name} required hint={t.setup.hostOpen} />
              <Field name="address" label={t.hosts.main} schema={networkSchema} required hint={t.hosts.addressHint} />
              <Field name="secret" label={t.hosts.secret} schema={shape.secret} required hint={t.setup.secretShown}><Input className="mono" autoComplete="off" spellCheck={false} /></Field>
            </>
          ),
        }}
      </NewOrExisting>
    </StepForm>
  );
}
