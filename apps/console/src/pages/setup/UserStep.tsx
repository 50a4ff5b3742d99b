import { createUser, type User } from '@countersign/contracts/admin-api';
import type { ReactNode } from 'react';
import { useApi } from '../../api/api-context.ts';
import { useTexts } from '../../i18n/index.ts';
import { Field } from '../../widgets/Field.tsx';
import { StepForm } from './StepForm.tsx';

const { shape } = createUser.body;

export function UserStep({ siteId, onDone }: { readonly siteId: string; readonly onDone: (user: User) => void }): ReactNode {
  const t = useTexts();
  const api = useApi();
  const go = async ({ login, displayName }: { login: string; displayName?: string }): Promise<void> =>
    onDone(await api.call(createUser, { body: { siteId, login, displayName: displayName ?? '' } }));
  return (
    <StepForm<{ login: string; displayName?: string }> hint={t.setup.userHint} submit={go}>
      <Field name="login" label={t.users.login} schema={shape.login} required />
      <Field name="displayName" label={t.users.displayName} schema={shape.displayName} />
    </StepForm>
  );
}
