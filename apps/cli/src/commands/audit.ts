import { setTimeout as sleep } from 'node:timers/promises';
import { type AuditEntry, adminApi } from '@countersign/contracts';
import type { Command } from 'commander';
import { call } from '../admin/client.ts';
import { ExitCode } from '../exit-codes.ts';
import type { Surroundings } from '../surroundings.ts';

interface Filter {
  readonly user?: string;
  readonly agentHost?: string;
  readonly object?: string;
  readonly result?: string;
  readonly requestKey?: string;
  readonly from?: string;
  readonly to?: string;
}

/** How often `audit tail` looks for new entries. */
const TAIL_EVERY_MS = 500;

/** `audit list|tail|verify`. */
export function addAuditCommands(program: Command, { stdout, exit }: Surroundings): void {
  const audit = program.command('audit').description('the audit trail');
  const filtered = (name: string, description: string): Command => audit.command(name).description(description)
    .option('--user <login>').option('--agent-host <name>').option('--object <label>', 'serial of a token, for example')
    .option('--result <code>').option('--request-key <key>').option('--json', 'print one JSON object a line');
  const show = (entry: AuditEntry, json: boolean | undefined): void => {
    stdout.write(json ? `${JSON.stringify(entry)}\n` : lineOf(entry));
  };

  filtered('list', 'print the latest entries, newest first').option('--from <instant>').option('--to <instant>')
    .option('--limit <n>', 'at most so many (500)', '50')
    .action(async ({ json, limit, ...filter }: Filter & { json?: boolean; limit: string }) => {
      const { entries } = await call(adminApi.listAuditEvents, { query: { ...filter, limit } });
      for (const entry of entries) show(entry, json);
    });

  filtered('tail', 'follow the trail; Ctrl-C ends it')
    .action(async ({ json, ...filter }: Filter & { json?: boolean }) => {
      const latest = await call(adminApi.listAuditEvents, { query: { limit: '1' } });
      let after = latest.entries[0]?.sequence ?? 0;
      for (;;) {
        const { entries } = await call(adminApi.listAuditEvents, { query: { ...filter, after: String(after), limit: '500' } });
        for (const entry of entries) show(entry, json);
        after = entries.at(-1)?.sequence ?? after;
        await sleep(TAIL_EVERY_MS);
      }
    });

  audit.command('verify').description('walk the hash chain and its checkpoints; exits 1 when a fault is found').option('--json')
    .action(async ({ json }: { json?: boolean }) => {
      const verdict = await call(adminApi.verifyAudit);
      const { intact, events, checkpoints, fault } = verdict;
      const text = intact
        ? `intact: ${events} events, ${checkpoints} checkpoints`
        : `NOT intact: ${fault?.kind ?? 'unknown'} at entry ${fault?.sequence ?? 0}`;
      stdout.write(json ? `${JSON.stringify(verdict)}\n` : `${text}\n`);
      exit(intact ? ExitCode.ok : ExitCode.refused);
    });
}

function lineOf({ sequence, event }: AuditEntry): string {
  const fields = [event.at, event.result, event.user?.login ?? '-', event.agentHost?.name ?? event.host ?? '-', event.object?.label ?? '-'];
  return `${String(sequence).padStart(6)}  ${fields.join('  ')}\n`;
}
