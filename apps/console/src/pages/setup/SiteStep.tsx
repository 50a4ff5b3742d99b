import { createSite, type Site } from '@countersign/contracts/admin-api';
import { Form, Radio } from 'antd';
import type { ReactNode } from 'react';
import { useApi } from '../../api/api-context.ts';
import { SitePicker } from '../../directory/SitePicker.tsx';
import { useSites } from '../../directory/sites-context.ts';
import { useTexts } from '../../i18n/index.ts';
import { Field } from '../../widgets/Field.tsx';
import { StepForm } from './StepForm.tsx';

interface Values {
  readonly kind: 'existing' | 'new';
  readonly siteId?: string;
  readonly name?: string;
}

export function SiteStep({ onDone }: { readonly onDone: (site: Pick<Site, 'id'>) => void }): ReactNode {
  const t = useTexts();
  const api = useApi();
  const { reload } = useSites();
  const [form] = Form.useForm<Values>();
  const kind = Form.useWatch('kind', form);
  const go = async ({ kind: chosen, siteId, name }: Values): Promise<void> => {
    if (chosen === 'existing') {
      onDone({ id: siteId ?? '' });
      return;
    }
    const site = await api.call(createSite, { body: { name: name ?? '' } });
    reload();
    onDone(site);
  };
  return (
    <StepForm<Values> hint={t.setup.siteHint} form={form} initial={{ kind: 'new' }} submit={go}>
      <Field name="kind" label={t.words.site}><Radio.Group options={[{ value: 'new', label: t.setup.newSite }, { value: 'existing', label: t.setup.useSite }]} /></Field>
      {kind === 'existing'
        ? <Field name="siteId" label={t.setup.existing} required><SitePicker /></Field>
        : <Field name="name" label={t.words.name} schema={createSite.body.shape.name} required />}
    </StepForm>
  );
}
