import * as adminApi from '@countersign/contracts/admin-api';
import { type Command, Option } from 'commander';
import type { z } from 'zod';
import { checkValues } from '../admin/client.ts';
import type { Context } from '../context.ts';
import { usageError } from '../errors/command-error.ts';
import { type AccessTimesArgument, parseAccessTimes } from '../input/access-times.ts';
import { type DateArgument, parseEnd, parseStart } from '../input/dates.ts';
import { readNewSecret } from '../input/secrets.ts';
import { parseOptionalCount, parseOptionalText, type Removable } from '../input/values.ts';
import type { Text } from '../output/language.ts';
import { define, SITE, yesNo } from './define.ts';

/** The fields of a user that a person may set. */
interface Fields {
  readonly group?: Removable<string>;
  readonly displayName?: string;
  readonly mobile?: Removable<string>;
  readonly email?: Removable<string>;
  readonly starts?: DateArgument;
  readonly ends?: DateArgument;
  readonly activeOnAllHosts?: boolean;
  readonly activeOnSiteHosts?: boolean;
  readonly accessTimes?: AccessTimesArgument;
  readonly newPin?: boolean;
  readonly nextTokencode?: boolean;
  readonly sms?: boolean;
  readonly maximumSessions?: Removable<number>;
  readonly identifier?: Removable<string>;
  readonly profile?: Removable<string>;
  readonly passwordStdin?: boolean;
  readonly passwordFile?: string;
  readonly passwordExpires?: DateArgument;
  readonly passwordMustChange?: boolean;
}

type Show = (user: adminApi.User) => Promise<void>;

/** `user add|set`. */
export function addUserSettings(user: Command, context: Context, show: Show): void {
  const add = define(user, 'add <login>', 'make a user', 'user add alice --site Lab --group staff --ends 2026-12-31', 'user add bob --site Lab --password-stdin < password.txt')
    .requiredOption('--site <site>', 'the site that the user belongs to');
  withFields(add).action(async (login: string, options: Fields & { site: string }) => {
    const password = await readPassword(options, context);
    const { id: siteId } = await context.directory.site(options.site);
    const made = await context.client.call(adminApi.createUser, { body: { ...await editable(options, siteId, context), siteId, login } });
    await show(password === undefined ? made : await context.client.call(adminApi.setUserPassword, { id: made.id, body: password }));
  });

  const set = define(
    user, 'set <login>', 'change a user: what is not named stays; "none" removes a value',
    'user set alice --display-name "Alice Zhang" --mobile +8613800000000', 'user set alice --group none --ends none', 'user set alice --password-stdin --password-must-change yes',
  ).option(...SITE);
  withFields(set).option('--login <login>', 'the new login')
    .addOption(new Option('--remove-password', 'the user has no static password any more').conflicts(['passwordStdin', 'passwordFile']))
    .action(async (login: string, options: Fields & { site?: string; login?: string; removePassword?: true }) => {
      const password = await readPassword(options, context);
      const found = await context.directory.user(login, options.site);
      const changes: Changes = { login: options.login, ...await editable(options, found.siteId, context) };
      const none = Object.values(changes).every((value) => value === undefined);
      if (none && password === undefined && options.removePassword !== true) {
        throw usageError('bad-usage', ['Nothing to change: name at least one field', '没有要更改的内容：请至少给出一个字段']);
      }
      const { id } = found;
      let changed = found;
      if (!none) changed = await context.client.call(adminApi.updateUser, { id, body: changes });
      if (password !== undefined) changed = await context.client.call(adminApi.setUserPassword, { id, body: password });
      if (options.removePassword === true) changed = await context.client.call(adminApi.removeUserPassword, { id });
      await show(changed);
    });
}

const withFields = (command: Command): Command => command
  .option('--group <group>', 'a group of the same site, or "none"', parseOptionalText)
  .option('--display-name <name>', 'the name that people read')
  .option('--mobile <number>', 'mobile telephone number, or "none"', parseOptionalText)
  .option('--email <address>', 'mail address, or "none"', parseOptionalText)
  .option('--starts <date>', 'first day on which the user may sign in, or "none"', parseStart)
  .option('--ends <date>', 'last day on which the user may sign in, or "none"', parseEnd)
  .addOption(yesNo('--active-on-all-hosts', 'may sign in at every agent host'))
  .addOption(yesNo('--active-on-site-hosts', 'may sign in at every agent host of the site'))
  .option('--access-times <times>', 'when the user may sign in, by the clock of the site: "Mon-Fri 08:00-18:00; Sat 10:00-14:00", or "none" for always', parseAccessTimes)
  .addOption(yesNo('--new-pin', 'a new PIN may be asked of the user'))
  .addOption(yesNo('--next-tokencode', 'the next tokencode may be asked of the user'))
  .addOption(yesNo('--sms', 'tokencodes by SMS; kept, and without effect: this release sends none'))
  .option('--maximum-sessions <number>', 'most online sessions, or "none" for those of the settings', parseOptionalCount(1, 1000))
  .option('--identifier <text>', 'whatever another system knows the person by, or "none"', parseOptionalText)
  .option('--profile <name>', 'the user\'s RADIUS profile, or "none"', parseOptionalText)
  .addOption(new Option('--password-stdin', 'set the static password: the next line of standard input').conflicts('passwordFile'))
  .option('--password-file <file>', 'set the static password: the line in this file')
  .option('--password-expires <date>', 'last day of the new static password, or "none"', parseEnd)
  .addOption(yesNo('--password-must-change', 'whether the new static password must be changed at the next sign-in'));

type Changes = z.input<typeof adminApi.updateUser.body>;
type Editable = Omit<Changes, 'login' | 'version'>;

async function editable(options: Fields, site: string, { directory }: Context): Promise<Editable> {
  const { group, displayName, mobile, email, starts, ends, activeOnAllHosts, activeOnSiteHosts, accessTimes, newPin, nextTokencode, sms, maximumSessions, identifier, profile } = options;
  const named = group?.value ?? undefined;
  const groupId = named === undefined ? group?.value : (await directory.group(named, site)).id;
  return {
    groupId, displayName, mobile: mobile?.value, email: email?.value, startsAt: starts?.value, endsAt: ends?.value, activeOnAllHosts, activeOnSiteHosts,
    accessTimes: accessTimes?.value, newPin, nextTokencode, sms, maximumSessions: maximumSessions?.value, identifier: identifier?.value,
    radiusProfileId: await directory.idOrNone(profile, site, (name, near) => directory.radiusProfile(name, near)),
  };
}

/** Checked before anything is changed, so that a refused password leaves no half-made user. */
async function readPassword(options: Fields, context: Context): Promise<z.input<typeof adminApi.setUserPassword.body> | undefined> {
  const { passwordStdin, passwordFile, passwordExpires, passwordMustChange } = options;
  const note = (text: Text): void => { context.output.note(text); };
  const password = await readNewSecret({ stdin: passwordStdin, file: passwordFile }, 'password', () => context.input(), note);
  if (password === undefined) {
    if (passwordExpires === undefined && passwordMustChange === undefined) return undefined;
    throw usageError('bad-usage', [
      '--password-expires and --password-must-change go with a new password: add --password-stdin or --password-file',
      '--password-expires 和 --password-must-change 须与新口令一起使用：请加上 --password-stdin 或 --password-file',
    ]);
  }
  const body = { password, expiresAt: passwordExpires?.value, mustChange: passwordMustChange };
  checkValues(adminApi.setUserPassword.body, body);
  return body;
}
