import { createSite } from '@countersign/contracts/admin-api';
import { type ReactNode, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { SitePicker } from '../../directory/SitePicker.tsx';
import { flatTree } from '../../directory/site-tree.ts';
import { useSites } from '../../directory/sites-context.ts';
import { useTexts } from '../../i18n/index.ts';
import { Field } from '../../widgets/Field.tsx';
import { Waiting } from '../../widgets/Waiting.tsx';
import { type Kind, newestOf, NewOrExisting } from './NewOrExisting.tsx';
import { StepForm } from './StepForm.tsx';

interface Values {
  readonly kind: Kind;
  readonly siteId?: string;
  readonly name?: string;
}

export interface SiteStepProps {
  /** What was made or chosen before. */
  readonly chosen: string | undefined;
  readonly onDone: (siteId: string) => void;
}

export function SiteStep({ chosen, onDone }: SiteStepProps): ReactNode {
  const t = useTexts();
  const api = useApi();
  const { tree, loading, reload } = useSites();
  const [key] = useState(() => crypto.randomUUID());
  if (loading && tree.length === 0) return <Waiting />;
  const sites = flatTree(tree).map(({ site }) => site);
  // The first start has made one, for its administrator.
  const own = sites.find(({ id }) => id === chosen) ?? (sites.length > 1 ? newestOf(sites) : undefined);
  const go = async ({ kind, siteId = '', name = '' }: Values): Promise<void> => {
    if (kind === 'existing') {
      onDone(siteId);
      return;
    }
    const site = await api.call(createSite, { body: { name }, idempotencyKey: key });
    reload();
    onDone(site.id);
  };
  return (
    <StepForm<Values> hint={t.setup.siteHint} initial={{ kind: own === undefined ? 'new' : 'existing', siteId: (own ?? sites[0])?.id ?? '' }} submit={go}>
      <NewOrExisting label={t.words.site} existing={t.setup.useSite} any={sites.length > 0}>
        {{
          existing: <Field name="siteId" label={t.setup.existing} required><SitePicker /></Field>,
          new: <Field name="name" label={t.words.name} schema={createSite.body.shape.name} required />,
        }}
      </NewOrExisting>
    </StepForm>
  );
}
