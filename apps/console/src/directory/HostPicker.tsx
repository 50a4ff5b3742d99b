import { listAgentHosts } from '@countersign/contracts/admin-api';
import { Select } from 'antd';
import { type ReactNode, useCallback, useEffect } from 'react';
import type { ApiClient } from '../api/client.ts';
import { everyItem } from '../api/every-page.ts';
import { useLoading } from '../api/use-loaded.ts';
import { useTexts } from '../i18n/index.ts';
import { type ControlProps, named } from '../widgets/control-props.ts';
import { shownAddress } from './shown-address.ts';

export interface HostPickerProps extends ControlProps {
  readonly value?: string;
  readonly onChange?: (id: string) => void;
  readonly disabled?: boolean;
  /** Only agent hosts of this site. */
  readonly site?: string;
}

/** Picks one of the agent hosts; where there is only one, that one. */
export function HostPicker({ value, onChange, disabled = false, site, ...control }: HostPickerProps): ReactNode {
  const t = useTexts();
  const load = useCallback(async (api: ApiClient, signal: AbortSignal) => everyItem(api, listAgentHosts, site === undefined ? {} : { site }, signal), [site]);
  const { data, loading } = useLoading(`agent hosts ${site ?? ''}`, load);
  const [only] = data?.length === 1 ? data : [];
  useEffect(() => { if (value === undefined && only !== undefined) onChange?.(only.id); }, [value, only, onChange]);
  return (
    <Select<string>
      {...named(control, t.words.agentHost)} value={value ?? null} onChange={(chosen) => onChange?.(chosen)} loading={loading} disabled={disabled} showSearch={{ optionFilterProp: 'label' }}
      // Before its name is known, an identifier tells nobody anything.
      labelRender={({ label }) => label ?? (loading ? t.app.loading : '–')}
      placeholder={t.words.agentHost} style={{ width: '100%' }} notFoundContent={loading ? t.app.loading : t.test.noHosts}
      options={(data ?? []).map((host) => ({ value: host.id, label: `${host.name} (${shownAddress(host.addresses[0]?.address ?? '')})` }))}
    />
  );
}
