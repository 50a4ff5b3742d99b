import * as adminApi from '@countersign/contracts/admin-api';
import type { Command } from 'commander';
import type { z } from 'zod';
import type { Context } from '../context.ts';
import { usageError } from '../errors/command-error.ts';
import { type DateArgument, parseEnd, parseStart } from '../input/dates.ts';
import { define, SITE, yesNo } from './define.ts';
import { tokenFields } from './token-view.ts';

interface InSite {
  readonly site?: string;
}

interface Fields extends InSite {
  readonly starts?: DateArgument;
  readonly ends?: DateArgument;
  readonly usePin?: boolean;
  readonly oneTime?: boolean;
  readonly nextTokencode?: boolean;
}

/** `token assign|unassign|enable|disable|lost|found|set`: what the directory says about a token. */
export function addTokenChanges(token: Command, context: Context): void {
  define(token, 'assign <serial> <login>', 'give a token to a user', 'token assign 100000001 alice', 'token assign 100000001 alice --site Lab')
    .option('--site <site>', 'the site of the user, where several have this login: path, name or identifier')
    .action(async (serial: string, login: string, { site }: InSite) => {
      const { id: userId } = await context.directory.user(login, site);
      const { id } = await context.directory.token(serial);
      await show(await context.client.call(adminApi.assignToken, { id, body: { userId } }));
    });

  const simple = (verb: string, summary: string, change: (id: string) => Promise<adminApi.Token>): void => {
    define(token, `${verb} <serial>`, summary, `token ${verb} 100000001`).option(...SITE).action(async (serial: string, { site }: InSite) => {
      await show(await change((await context.directory.token(serial, site)).id));
    });
  };
  simple('unassign', 'take a token back: its PIN and its failures are gone', (id) => context.client.call(adminApi.unassignToken, { id }));
  simple('enable', 'let a token be used', (id) => context.client.call(adminApi.updateToken, { id, body: { enabled: true } }));
  simple('disable', 'refuse the codes of a token', (id) => context.client.call(adminApi.updateToken, { id, body: { enabled: false } }));
  simple('lost', 'mark a token as lost: its codes are refused', (id) => context.client.call(adminApi.reportTokenLost, { id, body: { lost: true } }));
  simple('found', 'a lost token is back', (id) => context.client.call(adminApi.reportTokenLost, { id, body: { lost: false } }));

  define(
    token, 'set <serial>', 'change dates and switches of a token: what is not named stays; "none" removes a date',
    'token set 100000001 --ends 2027-12-31', 'token set 100000001 --use-pin no',
  ).option(...SITE)
    .option('--starts <date>', 'first day of use, or "none"', parseStart)
    .option('--ends <date>', 'last day of use, or "none"', parseEnd)
    .addOption(yesNo('--use-pin', 'whether a PIN goes before the code'))
    .addOption(yesNo('--one-time', 'whether each code is good once; "no" only for devices that cannot do without'))
    .addOption(yesNo('--next-tokencode', 'whether the next tokencode may be asked for'))
    .action(async (serial: string, { site, starts, ends, usePin, oneTime, nextTokencode }: Fields) => {
      const body: z.input<typeof adminApi.updateToken.body> = { startsAt: starts?.value, endsAt: ends?.value, usePin, oneTime, allowNextTokencode: nextTokencode };
      if (Object.values(body).every((value) => value === undefined)) {
        throw usageError('bad-usage', ['Nothing to change: name at least one field', '没有要更改的内容：请至少给出一个字段']);
      }
      const { id } = await context.directory.token(serial, site);
      await show(await context.client.call(adminApi.updateToken, { id, body }));
    });

  async function show(changed: adminApi.Token): Promise<void> {
    await context.output.record(changed, tokenFields(changed, await context.directory.sites(), context.language));
  }
}
