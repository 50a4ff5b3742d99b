import * as adminApi from '@countersign/contracts/admin-api';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { parseCount, parseYesNo } from '../input/values.ts';
import { shortTime } from '../output/instant.ts';
import { labels, yesOrNo } from '../output/labels.ts';
import { define } from './define.ts';

interface Idle {
  readonly site?: string;
  readonly days?: number;
}

/** `report expiring-tokens|unused-tokens|unused-users`. */
export function addIdleReports(report: Command, context: Context): void {
  const { output, language } = context;
  const query = async ({ site, days }: Idle) => ({ site: await context.directory.siteId(site), days: days === undefined ? undefined : String(days) });

  define(report, 'expiring-tokens', 'tokens that end soon, the soonest first', 'report expiring-tokens --days 30 --assigned yes')
    .option('--days <n>', 'within so many days', parseCount(1, adminApi.MOST_DAYS_AHEAD), 90)
    .option('--assigned <yes|no>', 'only those that somebody has, or nobody', parseYesNo)
    .option('--site <site>', 'only of this site')
    .action(async ({ assigned, ...idle }: Idle & { assigned?: boolean }) => {
      const pages = context.client.pages(adminApi.reportExpiringTokens, { ...await query(idle), assigned: assigned === undefined ? undefined : String(assigned) });
      await output.list(pages, [
        { title: labels.serial, text: ({ serial }) => serial }, { title: labels.ends, text: ({ endsAt }) => shortTime(endsAt) },
        { title: labels.assignedTo, text: ({ assignment }) => assignment?.login ?? '' }, { title: labels.enabled, text: ({ enabled }) => yesOrNo(enabled, language) },
      ], ['No token ends so soon.', '没有即将到期的令牌。']);
    });

  define(report, 'unused-tokens', 'assigned tokens that were never used, or not for some time', 'report unused-tokens', 'report unused-tokens --days 90')
    .option('--days <n>', 'those, too, that were not used for so many days', parseCount(1, adminApi.MOST_IDLE_DAYS))
    .option('--site <site>', 'only of this site')
    .action(async (idle: Idle) => {
      const tree = await context.directory.sites();
      await output.list(context.client.pages(adminApi.reportUnusedTokens, await query(idle)), [
        { title: labels.serial, text: ({ serial }) => serial }, { title: labels.assignedTo, text: ({ login }) => login }, { title: labels.path, text: ({ siteId }) => tree.pathOf(siteId) },
        { title: ['Assigned', '分配时间'], text: ({ assignedAt }) => shortTime(assignedAt) }, { title: labels.lastSignIn, text: ({ lastSignInAt }) => shortTime(lastSignInAt) },
      ], ['Every assigned token is used.', '所有已分配的令牌都在使用。']);
    });

  define(report, 'unused-users', 'users that never signed in, or not for some time', 'report unused-users', 'report unused-users --days 90 --site Lab')
    .option('--days <n>', 'those, too, that did not sign in for so many days', parseCount(1, adminApi.MOST_IDLE_DAYS))
    .option('--site <site>', 'only of this site')
    .action(async (idle: Idle) => {
      const tree = await context.directory.sites();
      await output.list(context.client.pages(adminApi.reportUnusedUsers, await query(idle)), [
        { title: labels.login, text: ({ login }) => login }, { title: labels.displayName, text: ({ displayName }) => displayName }, { title: labels.path, text: ({ siteId }) => tree.pathOf(siteId) },
        { title: labels.opened, text: ({ openedAt }) => shortTime(openedAt) }, { title: labels.lastSignIn, text: ({ lastSignInAt }) => shortTime(lastSignInAt) },
      ], ['Every account is used.', '所有账号都在使用。']);
    });
}
