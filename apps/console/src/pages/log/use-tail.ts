import { adminApiPrefix, type listAuditEvents, tailAuditEvents } from '@countersign/contracts/admin-api';
import { useEffect, useState } from 'react';
import { pathOf, type Reply } from '../../api/client.ts';
import type { LogFilterValues } from './LogFilters.tsx';

type Entry = Reply<typeof listAuditEvents>['entries'][number];

/** Lines that are kept on the screen while the log is followed. */
const KEPT = 200;

/** New lines as they come, the newest first; none unless it is on. The browser connects again by itself. */
export function useTail(on: boolean, filters: LogFilterValues): readonly Entry[] {
  const [entries, setEntries] = useState<readonly Entry[]>([]);
  const url = `${adminApiPrefix}${pathOf(tailAuditEvents, {}, { ...filters })}`;
  useEffect(() => {
    setEntries([]);
    if (!on) return;
    const source = new EventSource(url);
    source.addEventListener('message', ({ data }: MessageEvent<string>) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the server's own entries
      const entry = JSON.parse(data) as Entry;
      setEntries((before) => [entry, ...before.filter(({ sequence }) => sequence !== entry.sequence)].slice(0, KEPT));
    });
    return () => source.close();
  }, [on, url]);
  return entries;
}
