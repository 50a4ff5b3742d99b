import type { ResultCode } from '@countersign/contracts/admin-api';
import { DatePicker, Select } from 'antd';
import type { ReactNode } from 'react';
import { SitePicker } from '../../directory/SitePicker.tsx';
import { useTexts } from '../../i18n/index.ts';
import { fromPicker, toPicker } from '../../widgets/dates.ts';
import { SearchBox } from '../../widgets/SearchBox.tsx';
import { useLogTexts } from './use-log-texts.ts';

export const filterNames = ['from', 'to', 'kind', 'user', 'agentHost', 'object', 'result', 'site', 'requestKey', 'text', 'host'] as const;
export type LogFilterName = (typeof filterNames)[number];
export type LogFilterValues = Readonly<Partial<Record<LogFilterName, string>>>;

export interface LogFiltersProps {
  readonly filters: LogFilterValues;
  readonly set: (changes: Readonly<Partial<Record<LogFilterName, string | undefined>>>) => void;
}

const kinds = ['sign-in', 'accounting', 'administration', 'drop', 'system'] as const;

export function LogFilters({ filters, set }: LogFiltersProps): ReactNode {
  const t = useTexts();
  const { results } = useLogTexts();
  return (
    <div className="filter-grid">
      <SearchBox label={t.log.findText} value={filters.text} onChange={(text) => set({ text })} width="100%" />
      <DatePicker.RangePicker
        showTime={{ format: 'HH:mm' }} allowEmpty={[true, true]} value={[toPicker(filters.from), toPicker(filters.to)]}
        onChange={(range) => set({ from: fromPicker(range?.[0]) ?? undefined, to: fromPicker(range?.[1]) ?? undefined })}
      />
      <Select<string>
        aria-label={t.log.kind} placeholder={t.log.kind} allowClear value={filters.kind ?? null} onChange={(kind) => set({ kind })}
        options={kinds.map((value) => ({ value, label: t.log.kinds[value] }))}
      />
      <Select<ResultCode>
        aria-label={t.log.result} placeholder={t.log.result} allowClear showSearch={{ optionFilterProp: 'label' }}
        value={results.find(({ value }) => value === filters.result)?.value ?? null} onChange={(result) => set({ result })} options={[...results]}
      />
      <SearchBox label={t.log.findUser} value={filters.user} onChange={(user) => set({ user })} width="100%" />
      <SearchBox label={t.log.findHost} value={filters.agentHost} onChange={(agentHost) => set({ agentHost })} width="100%" />
      <SearchBox label={t.log.findObject} value={filters.object} onChange={(object) => set({ object })} width="100%" />
      <SitePicker value={filters.site} onChange={(site) => set({ site })} placeholder={t.words.allSites} allowClear width="100%" />
    </div>
  );
}
