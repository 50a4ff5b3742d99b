import { createUser, listUsers } from '@countersign/contracts/admin-api';
import type { ReactNode } from 'react';
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

export function UserStep({ siteId, onDone }: { readonly siteId: string; readonly onDone: (userId: string) => void }): ReactNode {
  const t = useTexts();
  const api = useApi();
  const { data, problem, reload } = useLoaded(listUsers, { query: { site: siteId, limit: FEW } });
  if (data === undefined) return problem === undefined ? <Waiting /> : <ProblemAlert problem={problem} onRetry={reload} />;
  const newest = data.nextCursor === null ? newestOf(data.items) : undefined;
  const go = async ({ kind, userId = '', login = '', displayName = '' }: Values): Promise<void> => {
    if (kind === 'existing') onDone(userId);
    else onDone((await api.call(createUser, { body: { siteId, login, displayName } })).id);
  };
  return (
    <StepForm<Values> hint={t.setup.userHint} initial={{ kind: data.items.length === 0 ? 'new' : 'existing', ...newest === undefined ? {} : { userId: newest.id } }} submit={go}>
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
