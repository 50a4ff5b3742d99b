import { type AgentHost, createAgentHost } from '@countersign/contracts/admin-api';
import { Input } from 'antd';
import { type ReactNode, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { networkSchema } from '../../directory/network-schema.ts';
import { useTexts } from '../../i18n/index.ts';
import { Field } from '../../widgets/Field.tsx';
import { newSecret } from '../agent-hosts/new-secret.ts';
import { StepForm } from './StepForm.tsx';

interface Values {
  readonly name: string;
  readonly address: string;
  readonly secret: string;
}

const { shape } = createAgentHost.body;

export function HostStep({ siteId, onDone }: { readonly siteId: string; readonly onDone: (host: AgentHost) => void }): ReactNode {
  const t = useTexts();
  const api = useApi();
  const [secret] = useState(newSecret);
  const go = async (values: Values): Promise<void> =>
    onDone(await api.call(createAgentHost, { body: { siteId, name: values.name, addresses: [{ address: values.address.trim() }], secret: values.secret, openToSite: true } }));
  return (
    <StepForm<Values> hint={`${t.setup.hostHint} ${t.setup.hostOpen}`} initial={{ secret }} submit={go}>
      <Field name="name" label={t.words.name} schema={shape.name} required />
      <Field name="address" label={t.hosts.main} schema={networkSchema} required hint={t.hosts.addressHint} />
      <Field name="secret" label={t.hosts.secret} schema={shape.secret} required hint={t.setup.secretShown}><Input className="mono" autoComplete="off" spellCheck={false} /></Field>
    </StepForm>
  );
}
