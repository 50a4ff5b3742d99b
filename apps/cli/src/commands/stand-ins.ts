import * as adminApi from '@countersign/contracts/admin-api';
import { type Command, Option } from 'commander';
import type { Context } from '../context.ts';
import { parseCount } from '../input/values.ts';
import { localTime } from '../output/instant.ts';
import { labels } from '../output/labels.ts';
import { define, SITE } from './define.ts';

interface InSite {
  readonly site?: string;
}

const WEEK_MINUTES = 7 * 24 * 60;
const MONTH_HOURS = 30 * 24;

/** `user bypass`: one-time codes for somebody without a token at hand. */
export function addBypassCommand(user: Command, context: Context): void {
  const { output } = context;
  define(user, 'bypass <login>', 'issue one-time codes that stand in for a tokencode, or withdraw them; they are shown this once', 'user bypass alice --count 3 --minutes 60', 'user bypass alice --withdraw')
    .option(...SITE)
    .option('--count <number>', 'how many', parseCount(1, 10))
    .option('--minutes <number>', 'how long they are good; a day unless given', parseCount(5, WEEK_MINUTES))
    .addOption(new Option('--withdraw', 'withdraw every code of this user').conflicts(['count', 'minutes']))
    .action(async (login: string, { site, count, minutes, withdraw }: InSite & { count?: number; minutes?: number; withdraw?: true }) => {
      const { id } = await context.directory.user(login, site);
      if (withdraw === true) {
        await output.done(await context.client.call(adminApi.withdrawBypassCodes, { id }), [`The bypass codes of ${login} are withdrawn.`, `${login} 的应急码已撤销。`]);
        return;
      }
      const issued = await context.client.call(adminApi.issueBypassCodes, { id, body: { count, validMinutes: minutes } });
      await output.record(issued, [[labels.bypassCodes, issued.codes.join(' ')], [labels.expires, localTime(issued.expiresAt)]]);
    });
}

/** `token replace`: what stands in for the codes of a lost token. */
export function addReplaceCommand(token: Command, context: Context): void {
  const { output } = context;
  define(token, 'replace <serial>', 'make a temporary password for a lost token, or withdraw it; it is shown this once', 'token replace 100000001 --hours 72', 'token replace 100000001 --withdraw')
    .option(...SITE)
    .option('--hours <number>', 'how long it is good; three days unless given', parseCount(1, MONTH_HOURS))
    .addOption(new Option('--withdraw', 'withdraw it').conflicts('hours'))
    .action(async (serial: string, { site, hours, withdraw }: InSite & { hours?: number; withdraw?: true }) => {
      const { id } = await context.directory.token(serial, site);
      if (withdraw === true) {
        await output.done(await context.client.call(adminApi.withdrawTemporaryPassword, { id }), [`The temporary password of token ${serial} is withdrawn.`, `令牌 ${serial} 的临时口令已撤销。`]);
        return;
      }
      const made = await context.client.call(adminApi.issueTemporaryPassword, { id, body: { validHours: hours } });
      await output.record(made, [[labels.temporaryPassword, made.password], [labels.expires, localTime(made.expiresAt)]]);
    });
}
