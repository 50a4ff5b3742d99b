import { setTimeout as sleep } from 'node:timers/promises';
import { type AuditEntry, auditEventSchema, describeResult } from '@countersign/contracts';
import * as adminApi from '@countersign/contracts/admin-api';
import { type Command, Option } from 'commander';
import type { Context } from '../context.ts';
import { ExitCode } from '../errors/exit-codes.ts';
import { parseInstant } from '../input/dates.ts';
import { parseCount } from '../input/values.ts';
import { shortTime } from '../output/instant.ts';
import { labels } from '../output/labels.ts';
import type { Language } from '../output/language.ts';
import { printableJson } from '../output/printable.ts';
import type { Column } from '../output/table.ts';
import { define, family } from './define.ts';
import { explained } from './explained.ts';

interface Filter {
  readonly user?: string;
  readonly agentHost?: string;
  readonly object?: string;
  readonly result?: string;
  readonly kind?: string;
  readonly requestKey?: string;
  readonly site?: string;
}

/** How often `audit tail` looks for new entries. */
const TAIL_EVERY_MS = 500;
/** Most entries that the server gives at once. */
const PAGE_ENTRIES = 500;
const LIST_MAXIMUM = 1_000_000;
/** What nine digits hold. */
const LAST_NUMBER = 999_999_999;

/** `audit list|tail|explain|verify`. */
export function addAuditCommands(program: Command, context: Context): void {
  const { output } = context;
  const audit = family(program, 'audit', 'the audit trail: every sign-in and every change');

  withFilter(define(
    audit, 'list', 'list the latest entries, newest first',
    'audit list --user alice --limit 10', 'audit list --result wrong-password --from 2026-11-01 --to 2026-11-30 --json',
  ))
    .option('--from <date>', 'not before this date or time', parseInstant('start'))
    .option('--to <date>', 'not after this date or time', parseInstant('end'))
    .option('--limit <n>', 'at most so many', parseCount(1, LIST_MAXIMUM), 50)
    .action(async ({ limit, from, to, ...filter }: Filter & { limit: number; from?: string; to?: string }) => {
      await output.list(latest({ ...await query(filter), from, to }, limit), columns(context.language), ['No entries.', '没有记录。']);
    });

  withFilter(define(
    audit, 'tail', 'print each new entry as it comes, with --json one object a line; Ctrl-C ends it',
    'audit tail', 'audit tail --agent-host vpn --json',
  ))
    .option('--count <n>', 'end after so many', parseCount(1, LIST_MAXIMUM))
    .action(async ({ count, ...filter }: Filter & { count?: number }) => { await follow(await query(filter), count ?? Infinity); });

  define(audit, 'verify', 'walk the hash chain and its signed checkpoints; exits 8 when the trail is not intact', 'audit verify').action(async () => {
    const verdict = await context.client.call(adminApi.verifyAudit);
    const { intact, events, checkpoints, fault } = verdict;
    await output.done(verdict, intact
      ? [`Intact: ${events} entries, ${checkpoints} checkpoints.`, `完整：${events} 条记录，${checkpoints} 个检查点。`]
      : [`NOT intact: ${fault?.kind ?? 'unknown'} at entry ${fault?.sequence ?? 0}.`, `不完整：第 ${fault?.sequence ?? 0} 条记录处 ${fault?.kind ?? 'unknown'}。`]);
    if (!intact) context.finish(ExitCode.notVerified);
  });

  define(audit, 'explain', 'say what an entry means, what led to it, and what helps', 'audit explain 4711')
    .argument('<number>', 'the number of the entry', parseCount(1, LAST_NUMBER)).action(async (number: number) => {
    const explanation = await context.client.call(adminApi.explainAuditEvent, { id: String(number) });
    await output.value(explanation, explained(explanation, context.language));
  });

  async function query({ site, ...filter }: Filter): Promise<Query> {
    return { ...filter, site: await context.directory.siteId(site) };
  }

  async function* latest(filter: Query, limit: number): AsyncGenerator<readonly AuditEntry[]> {
    let before: string | undefined;
    for (let left = limit; left > 0;) {
      const { entries, next } = await context.client.call(adminApi.listAuditEvents, { query: { ...filter, before, limit: String(Math.min(left, PAGE_ENTRIES)) } });
      yield entries;
      if (next === null || entries.length === 0) return;
      left -= entries.length;
      before = String(next);
    }
  }

  async function follow(filter: Query, count: number): Promise<void> {
    const newest = await context.client.call(adminApi.listAuditEvents, { query: { limit: '1' } });
    const table = output.table(columns(context.language));
    let after = newest.entries[0]?.sequence ?? 0;
    for (let left = count; left > 0;) {
      const { entries } = await context.client.call(adminApi.listAuditEvents, { query: { ...filter, after: String(after), limit: String(Math.min(left, PAGE_ENTRIES)) } });
      if (entries.length > 0) await output.text(output.json ? entries.map((entry) => `${printableJson(entry)}\n`).join('') : table.lines(entries));
      after = entries.at(-1)?.sequence ?? after;
      left -= entries.length;
      if (left > 0) await sleep(TAIL_EVERY_MS);
    }
  }
}

type Query = Readonly<Partial<Record<'from' | 'to' | 'user' | 'agentHost' | 'object' | 'result' | 'kind' | 'requestKey' | 'site', string | undefined>>>;

const withFilter = (command: Command): Command => command
  .option('--user <login>', 'only of this user')
  .option('--agent-host <name>', 'only of this agent host')
  .option('--object <label>', 'only about this object, such as the serial number of a token')
  .option('--result <code>', 'only with this result, such as wrong-password')
  .addOption(new Option('--kind <kind>', 'only of this kind').choices(auditEventSchema.shape.kind.options))
  .option('--request-key <key>', 'only of this request (32 hexadecimal digits)')
  .option('--site <site>', 'only of this site');

const columns = (language: Language): readonly Column<AuditEntry>[] => [
  { title: labels.number, text: ({ sequence }) => String(sequence), align: 'right' },
  { title: labels.time, text: ({ event }) => shortTime(event.at) },
  { title: labels.result, text: ({ event }) => resultOf(event, language) },
  { title: labels.user, text: ({ event }) => actorOf(event) },
  { title: labels.agentHost, text: ({ event }) => event.agentHost?.name ?? '' },
  { title: labels.from, text: ({ event }) => event.host ?? '' },
  { title: labels.object, text: ({ event }) => (event.object === null ? '' : `${event.object.type} ${event.object.label}`) },
];

/** The result's text and code; a change says as well what was changed, such as `token.assign`. */
function resultOf({ result, detail }: AuditEntry['event'], language: Language): string {
  const action = typeof detail['action'] === 'string' ? `: ${detail['action']}` : '';
  return `${describeResult(result, language).text} [${result}${action}]`;
}

/** Who acted: the person who signed in, or whoever changed something, such as `api-key:backup`. */
function actorOf({ kind, user, detail: { actor } }: AuditEntry['event']): string {
  return kind === 'administration' && typeof actor === 'string' ? actor : user?.login ?? '';
}
