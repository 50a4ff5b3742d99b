import { listOnlineSessions } from '@countersign/contracts/admin-api';
import { Tag } from 'antd';
import type { ReactNode } from 'react';
import { useLoaded } from '../../api/use-loaded.ts';
import { useTexts } from '../../i18n/index.ts';
import { LinkButton } from '../../widgets/LinkButton.tsx';

/** Whether the person is online, as the devices' accounting says. */
export function OnlineState({ userId, login }: { readonly userId: string; readonly login: string }): ReactNode {
  const t = useTexts();
  const { data, problem } = useLoaded(listOnlineSessions, { query: { userId, state: 'online', limit: 1 } });
  if (problem !== undefined) return t.words.unknown;
  if (data === undefined) return '…';
  if (data.items.length === 0) return <Tag>{t.access.offline}</Tag>;
  return <><Tag color="success">{t.access.online}</Tag><LinkButton type="link" size="small" to={`/sessions?search=${encodeURIComponent(login)}`}>{t.navigation.sessions}</LinkButton></>;
}
