import { createSite } from '@countersign/contracts/admin-api';
import { Select } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n/index.ts';
import { Field } from '../../widgets/Field.tsx';

/** UTC is no place, so the list of places leaves it out. */
const timeZones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC')].map((name) => ({ value: name, label: name }));

/** In which time zone a site's access times are meant; a new site without one takes that of the site above. */
export function TimeZoneField(): ReactNode {
  const t = useTexts();
  return (
    <Field name="timeZone" label={t.access.timeZone} schema={createSite.body.shape.timeZone} hint={t.access.timeZoneHint}>
      <Select showSearch={{ optionFilterProp: 'label' }} options={timeZones} />
    </Field>
  );
}
