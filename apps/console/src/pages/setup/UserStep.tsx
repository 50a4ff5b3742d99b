import { createUser, listUsers } from '@countersign/contracts/admin-api';
import { type ReactNode, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { useLoaded } from '../../api/use-loaded.ts';
import { UserPicker } from '../../directory/UserPicker.tsx';
import { useTexts } from '../../i18n/index.ts';
import { Field } from '../../widgets/Field.tsx';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { Waiting } from '../../widgets/Waiting.tsx';
import { type Kind, newestOf, NewOrExisting } from './NewOrExisting.tsx';
import { StepForm } from './StepForm.tsx';

interface Values {
  readonly kind: Kind;
  readonly userId?: string;
  readonly login?: string;
  readonly displayName?: string;
}

/** Where a site has more users than this, nobody can tell who is meant. */
const FEW = 20;
const { shape } = createUser.body;

export interface UserStepProps {
  readonly siteId: string;
  /** Who was made or chosen before. */
  readonly chosen: string | undefined;
  readonly onBack: () => void;
  readonly onDone: (userId: string) => void;
}

export function UserStep({ siteId, chosen, onBack, onDone }: UserStepProps): ReactNode {
  const t = useTexts();
  const api = useApi();
  const [key] = useState(() => crypto.randomUUID());
  const { data, problem, reload } = useLoaded(listUsers, { query: { site: siteId, limit: FEW } });
  if (data === undefined) return problem === undefined ? <Waiting /> : <ProblemAlert problem={problem} onRetry={reload} />;
  const offered = chosen ?? (data.nextCursor === null ? newestOf(data.items)?.id : undefined);
  const go = async ({ kind, userId = '', login = '', displayName = '' }: Values): Promise<void> => {
    if (kind === 'existing') onDone(userId);
    else onDone((await api.call(createUser, { body: { siteId, login, displayName }, idempotencyKey: key })).id);
  };
  return (
    <StepForm<Values> hint={t.setup.userHint} initial={{ kind: data.items.length === 0 ? 'new' : 'existing', ...offered === undefined ? {} : { userId: offered } }} onBack={onBack} submit={go}>
      <NewOrExisting label={t.words.user} existing={t.setup.useUser} any={data.items.length > 0}>
        {{
          existing: <Field name="userId" label={t.words.user} required><UserPicker site={siteId} /></Field>,
          new: (
            <>
              <Field name="login" label={t.users.login} schema={shape.login} required />
              <Field name="displayName" label={t.users.displayName} schema={shape.displayName} />
            </>
          ),
        }}
      </NewOrExisting>
    </StepForm>
  );
}
