import * as adminApi from '@countersign/contracts/admin-api';
import type { Command } from 'commander';
import type { SiteTree } from '../admin/site-tree.ts';
import { accessTimesText } from '../input/access-times.ts';
import type { Context } from '../context.ts';
import { localTime, shortTime } from '../output/instant.ts';
import { labels, yesOrNo } from '../output/labels.ts';
import type { Language } from '../output/language.ts';
import type { Field } from '../output/output.ts';
import type { Column } from '../output/table.ts';
import { define, family, SITE } from './define.ts';
import { addUserImport } from './user-import.ts';
import { addBypassCommand } from './stand-ins.ts';
import { addUserSettings } from './user-settings.ts';

interface InSite {
  readonly site?: string;
}

/** `user list|show|add|set|import|enable|disable|unlock|remove`. */
export function addUserCommands(program: Command, context: Context): void {
  const { output } = context;
  const user = family(program, 'user', 'users: the people who sign in');

  define(user, 'list', 'list the users by login', 'user list --site Lab --group staff', 'user list --search ali --json')
    .option('--site <site>', 'only those of this site')
    .option('--group <group>', 'only those of this group')
    .option('--search <text>', 'only users whose login, or a word of whose name, begins with this')
    .action(async ({ site, group, search }: InSite & { group?: string; search?: string }) => {
      const groupId = group === undefined ? undefined : (await context.directory.group(group, site)).id;
      const tree = await context.directory.sites();
      const pages = context.client.pages(adminApi.listUsers, { site: await context.directory.siteId(site), groupId, search });
      await output.list(pages, columns(tree, context.language), ['No users.', '没有用户。']);
    });

  define(user, 'show <login>', 'show one user', 'user show alice', 'user show alice --site Lab --json').option(...SITE)
    .action(async (login: string, { site }: InSite) => { await show(await context.directory.user(login, site)); });

  addUserSettings(user, context, show);
  addUserImport(user, context);

  for (const [verb, enabled, summary] of [['enable', true, 'let a user sign in again'], ['disable', false, 'refuse all sign-ins of a user']] as const) {
    define(user, `${verb} <login>`, summary, `user ${verb} alice`).option(...SITE).action(async (login: string, { site }: InSite) => {
      const { id } = await context.directory.user(login, site);
      await show(await context.client.call(adminApi.updateUser, { id, body: { enabled } }));
    });
  }

  define(user, 'unlock <login>', 'forget the delays and wrong guesses of a user and unlock the user\'s tokens', 'user unlock alice').option(...SITE)
    .action(async (login: string, { site }: InSite) => {
      const { id } = await context.directory.user(login, site);
      await output.done(await context.client.call(adminApi.unlockUser, { id }), [`User ${login} is unlocked.`, `用户 ${login} 已解锁。`]);
    });

  addBypassCommand(user, context);

  define(user, 'remove <login>', 'delete a user; the user\'s tokens are taken back', 'user remove alice --site Lab').option(...SITE)
    .action(async (login: string, { site }: InSite) => {
      const { id } = await context.directory.user(login, site);
      await output.done(await context.client.call(adminApi.deleteUser, { id }), [`User ${login} is deleted.`, `用户 ${login} 已删除。`]);
    });

  async function show(found: adminApi.User): Promise<void> {
    if (output.json) return output.value(found, '');
    const group = found.groupId === null ? '' : (await context.client.call(adminApi.getGroup, { id: found.groupId })).name;
    const profile: Field = [labels.radiusProfile, await context.directory.profileName(found.radiusProfileId)];
    return output.record(found, [...fields(found, group, await context.directory.sites(), context.language), profile]);
  }
}

const columns = (tree: SiteTree, language: Language): readonly Column<adminApi.User>[] => [
  { title: labels.login, text: ({ login }) => login },
  { title: labels.displayName, text: ({ displayName }) => displayName },
  { title: labels.path, text: ({ siteId }) => tree.pathOf(siteId) },
  { title: labels.tokens, text: ({ tokens }) => String(tokens), align: 'right' },
  { title: labels.password, text: ({ passwordSet }) => yesOrNo(passwordSet, language) },
  { title: labels.enabled, text: ({ enabled }) => yesOrNo(enabled, language) },
  { title: labels.ends, text: ({ endsAt }) => shortTime(endsAt) },
];

function fields(user: adminApi.User, group: string, tree: SiteTree, language: Language): readonly Field[] {
  return [
    [labels.login, user.login], [labels.displayName, user.displayName], [labels.path, tree.pathOf(user.siteId)], [labels.group, group],
    [labels.mobile, user.mobile ?? ''], [labels.email, user.email ?? ''], [labels.enabled, yesOrNo(user.enabled, language)],
    [labels.opened, localTime(user.openedAt)], [labels.starts, localTime(user.startsAt)], [labels.ends, localTime(user.endsAt)],
    [labels.password, yesOrNo(user.passwordSet, language)], [labels.passwordExpires, localTime(user.passwordExpiresAt)],
    [labels.passwordMustChange, yesOrNo(user.passwordMustChange, language)], [labels.tokens, String(user.tokens)],
    [labels.active, activeOn(user, language)], [labels.accessTimes, accessTimesText(user.accessTimes)], [labels.newPin, yesOrNo(user.newPin, language)],
    [labels.nextTokencode, yesOrNo(user.nextTokencode, language)], [labels.sms, yesOrNo(user.sms, language)],
    [labels.maximumSessions, user.maximumSessions === null ? '' : String(user.maximumSessions)], [labels.identifier, user.identifier ?? ''],
    [labels.lastSignIn, localTime(user.lastSignInAt ?? null)], [labels.id, user.id],
  ];
}

function activeOn({ activeOnAllHosts, activeOnSiteHosts }: adminApi.User, language: Language): string {
  if (activeOnAllHosts) return language === 'zh' ? '所有代理主机' : 'all agent hosts';
  if (activeOnSiteHosts) return language === 'zh' ? '本站点的代理主机' : 'agent hosts of the site';
  return language === 'zh' ? '逐个激活的代理主机' : 'agent hosts where activated';
}
