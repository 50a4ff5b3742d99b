import { addActivation, type AgentHost, type PersonalActivation as Personal } from '@countersign/contracts/admin-api';
import { Button, Typography } from 'antd';
import { type ReactNode, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { useTexts } from '../../i18n/index.ts';
import { Field } from '../../widgets/Field.tsx';
import { FormModal } from '../../widgets/FormModal.tsx';
import { EffectiveProfile } from '../radius/EffectiveProfile.tsx';
import { ProfilePicker } from '../radius/ProfilePicker.tsx';

export interface PersonalActivationProps {
  readonly host: AgentHost;
  readonly userId: string;
  readonly login: string;
  readonly personal: Personal | undefined;
  readonly onChange: () => void;
}

/** What is so for one user on this agent host: another login name, a RADIUS profile, and what the user gets here in all. */
export function PersonalActivation({ host, userId, login, personal, onChange }: PersonalActivationProps): ReactNode {
  const t = useTexts();
  const api = useApi();
  const [open, setOpen] = useState(false);
  const save = async ({ alias, radiusProfileId }: Personal): Promise<void> => {
    await api.call(addActivation, { parameters: { id: host.id }, body: { userId, alias: alias || null, radiusProfileId: radiusProfileId ?? null } });
    onChange();
  };
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>{t.radius.personal}</Button>
      <FormModal<Personal> open={open} title={t.radius.personalOf(login)} width={640} initial={personal ?? { alias: null, radiusProfileId: null }} submit={save} onClose={() => setOpen(false)}>
        <Field name="alias" label={t.radius.alias} hint={t.radius.aliasHint} nullable />
        <Field name="radiusProfileId" label={t.radius.profile}><ProfilePicker siteId={host.siteId} /></Field>
        <Typography.Title level={3} style={{ fontSize: 15 }}>{t.radius.effective}</Typography.Title>
        <EffectiveProfile userId={userId} agentHostId={host.id} />
      </FormModal>
    </>
  );
}
