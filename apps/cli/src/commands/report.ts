import { describeResult, type ResultCode, resultCodes } from '@countersign/contracts';
import * as adminApi from '@countersign/contracts/admin-api';
import { type Command, Option } from 'commander';
import type { Context } from '../context.ts';
import { parseInstant } from '../input/dates.ts';
import { parseCount } from '../input/values.ts';
import { shortTime } from '../output/instant.ts';
import { labels } from '../output/labels.ts';
import type { Language, Text } from '../output/language.ts';
import type { Column } from '../output/table.ts';
import { define, family } from './define.ts';
import { addIdleReports } from './report-idle.ts';

interface Span {
  readonly from?: string;
  readonly to?: string;
  readonly site?: string;
}

const DAY_MS = 86_400_000;
const USUAL_DAYS = 7;
const MOST_ROWS = 1000;
const buckets = adminApi.reportSignIns.query.shape.bucket.unwrap().options;

/** `report sign-ins|results|refused-users|refused-agent-hosts|expiring-tokens|unused-tokens|unused-users`. */
export function addReportCommands(program: Command, context: Context): void {
  const { output, language } = context;
  const report = family(program, 'report', 'reports: sign-ins over time and by cause, who is refused most, what expires and what nobody uses');

  withSpan(define(report, 'sign-ins', 'sign-ins over time', 'report sign-ins --bucket hour --from 2026-11-01', 'report sign-ins --site Lab --json'))
    .addOption(new Option('--bucket <length>', 'what is counted together').choices(buckets).default('day'))
    .option('--time-zone <name>', 'in which days and hours begin, such as Asia/Shanghai', Intl.DateTimeFormat().resolvedOptions().timeZone)
    .action(async ({ bucket, timeZone, ...span }: Span & { bucket: string; timeZone: string }) => {
      const { rows } = await context.client.call(adminApi.reportSignIns, { query: { ...await spanOf(span), bucket, timeZone } });
      await list(rows, [
        { title: labels.time, text: ({ from }) => shortTime(from) },
        { title: ['Accepted', '接受'], text: ({ accepted }) => String(accepted), align: 'right' },
        { title: ['Asked further', '继续询问'], text: ({ challenged }) => String(challenged), align: 'right' },
        { title: REFUSED, text: ({ refused }) => String(refused), align: 'right' },
      ]);
    });

  withSpan(define(report, 'results', 'sign-ins by cause, the most frequent first', 'report results --from 2026-11-01'))
    .action(async (span: Span) => {
      const { rows } = await context.client.call(adminApi.reportResults, { query: await spanOf(span) });
      await list(rows, [{ title: labels.count, text: ({ count }) => String(count), align: 'right' }, { title: labels.result, text: ({ result }) => resultText(result, language) }]);
    });

  const ranking = (name: string, summary: string, title: Text, operation: typeof adminApi.reportRefusedUsers | typeof adminApi.reportRefusedAgentHosts): void => {
    withSpan(define(report, name, summary, `report ${name} --limit 10`))
      .option('--limit <n>', 'at most so many', parseCount(1, MOST_ROWS), 20)
      .action(async ({ limit, ...span }: Span & { limit: number }) => {
        const { rows } = await context.client.call(operation, { query: { ...await spanOf(span), limit: String(limit) } });
        await list(rows, [
          { title, text: (row) => row.name }, { title: REFUSED, text: ({ refused }) => String(refused), align: 'right' },
          { title: ['Mostly', '主要原因'], text: ({ result }) => resultText(result, language) }, { title: ['Last time', '最近一次'], text: ({ lastAt }) => shortTime(lastAt) },
        ]);
      });
  };
  ranking('refused-users', 'users that are refused most', labels.user, adminApi.reportRefusedUsers);
  ranking('refused-agent-hosts', 'agent hosts that refuse most', labels.agentHost, adminApi.reportRefusedAgentHosts);
  addIdleReports(report, context);

  async function spanOf({ from, to, site }: Span) {
    const end = to ?? new Date().toISOString();
    return { from: from ?? new Date(Date.parse(end) - USUAL_DAYS * DAY_MS).toISOString(), to: end, site: await context.directory.siteId(site) };
  }

  async function list<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): Promise<void> {
    await output.list(once(rows), columns, ['Nothing in this time.', '这段时间内没有记录。']);
  }
}

const REFUSED = ['Refused', '拒绝'] as const;

const withSpan = (command: Command): Command => command
  .option('--from <date>', 'from this date or time on; seven days before the end unless given', parseInstant('start'))
  .option('--to <date>', 'until this date or time; now unless given', parseInstant('end'))
  .option('--site <site>', 'only of this site');

const isResultCode = (code: string): code is ResultCode => Object.hasOwn(resultCodes, code);
const resultText = (result: string, language: Language): string => (isResultCode(result) ? `${describeResult(result, language).text} [${result}]` : result);

async function* once<Item>(items: readonly Item[]): AsyncGenerator<readonly Item[]> {
  yield items;
}
