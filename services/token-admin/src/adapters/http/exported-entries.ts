import type { AuditEntry, AuditFilter } from '@countersign/contracts';
import type { AuditTrail } from '../../application/ports.ts';
import { type Cell, CSV_BEGIN, csvRow } from './csv.ts';

/** Entries that are asked for at a time. */
const PAGE_ENTRIES = 500;

const columns: readonly (readonly [title: string, cell: (entry: AuditEntry) => Cell])[] = [
  ['sequence', ({ sequence }) => sequence],
  ['time', ({ event }) => event.at],
  ['kind', ({ event }) => event.kind],
  ['result', ({ event }) => event.result],
  ['user', ({ event }) => event.user?.login ?? null],
  ['agent host', ({ event }) => event.agentHost?.name ?? null],
  ['operating host', ({ event }) => event.host],
  ['object type', ({ event }) => event.object?.type ?? null],
  ['object', ({ event }) => event.object?.label ?? null],
  ['site', ({ event }) => event.site],
  ['service', ({ event }) => event.service],
  ['request key', ({ event }) => event.requestKey],
  ['id', ({ event }) => event.id],
  ['detail', ({ event }) => JSON.stringify(event.detail)],
];

/** The entries that fit, oldest first, in pieces of a file. What is recorded while the export runs is not in it. */
export async function* exportedEntries(trail: Pick<AuditTrail, 'list'>, filter: AuditFilter, format: 'csv' | 'jsonl', now: number): AsyncGenerator<string> {
  const line = format === 'csv'
    ? (entry: AuditEntry) => csvRow(columns.map(([, cell]) => cell(entry)))
    : (entry: AuditEntry) => `${JSON.stringify(entry)}\n`;
  const bounded = { ...filter, to: filter.to ?? new Date(now).toISOString() };
  let begin = format === 'csv' ? CSV_BEGIN + csvRow(columns.map(([title]) => title)) : '';
  for (let after: number | null = 0; after !== null;) {
    const page: Awaited<ReturnType<AuditTrail['list']>> = await trail.list(bounded, { limit: PAGE_ENTRIES, after, order: 'time' });
    yield begin + page.entries.map((entry) => line(entry)).join('');
    begin = '';
    after = page.next;
  }
}
