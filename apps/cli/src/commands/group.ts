import * as adminApi from '@countersign/contracts/admin-api';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { labels } from '../output/labels.ts';
import { type DateArgument, parseEnd } from '../input/dates.ts';
import { parseOptionalText, type Removable } from '../input/values.ts';
import { localTime } from '../output/instant.ts';
import { define, family, requireChanges, SITE } from './define.ts';

interface InSite {
  readonly site?: string;
}

interface Changes {
  readonly name?: string;
  readonly tokenGrace?: DateArgument;
  readonly profile?: Removable<string>;
}

/** `group list|show|add|set|remove`. */
export function addGroupCommands(program: Command, context: Context): void {
  const { output } = context;
  const group = family(program, 'group', 'groups: users of one site, activated on agent hosts together');

  define(group, 'list', 'list the groups', 'group list --site "Head office"')
    .option('--site <site>', 'only those of this site')
    .action(async ({ site }: InSite) => {
      const tree = await context.directory.sites();
      const pages = context.client.pages(adminApi.listGroups, { site: await context.directory.siteId(site) });
      await output.list(pages, [
        { title: labels.name, text: ({ name }) => name },
        { title: labels.path, text: ({ siteId }) => tree.pathOf(siteId) },
        { title: labels.id, text: ({ id }) => id },
      ], ['No groups.', '没有组。']);
    });

  define(group, 'show <name>', 'show one group', 'group show staff --site Lab').option(...SITE)
    .action(async (name: string, { site }: InSite) => { await show(await context.directory.group(name, site)); });

  define(group, 'add <name>', 'make a group', 'group add staff --site Lab')
    .requiredOption('--site <site>', 'the site that it belongs to')
    .action(async (name: string, { site }: { site: string }) => {
      const { id: siteId } = await context.directory.site(site);
      await show(await context.client.call(adminApi.createGroup, { body: { siteId, name } }));
    });

  define(group, 'set <name>', 'change a group: what is not named stays', 'group set staff --name employees', 'group set staff --token-grace 2026-12-31', 'group set staff --profile office').option(...SITE)
    .option('--name <name>', 'its new name')
    .option('--token-grace <date>', 'until the end of this day its people without a token may sign in with their passwords alone, or "none"', parseEnd)
    .option('--profile <name>', 'the RADIUS profile of its people, or "none"', parseOptionalText)
    .action(async (old: string, { site, name, tokenGrace, profile }: InSite & Changes) => {
      requireChanges({ name, tokenGrace, profile });
      const { directory } = context;
      const { id, siteId } = await directory.group(old, site);
      const radiusProfileId = await directory.idOrNone(profile, siteId, (reference, near) => directory.radiusProfile(reference, near));
      await show(await context.client.call(adminApi.updateGroup, { id, body: { name, tokenGraceUntil: tokenGrace?.value, radiusProfileId } }));
    });

  define(group, 'remove <name>', 'delete a group without users', 'group remove staff').option(...SITE)
    .action(async (name: string, { site }: InSite) => {
      const { id } = await context.directory.group(name, site);
      await output.done(await context.client.call(adminApi.deleteGroup, { id }), [`Group ${name} is deleted.`, `组 ${name} 已删除。`]);
    });

  async function show(found: adminApi.Group): Promise<void> {
    const tree = await context.directory.sites();
    await output.record(found, [
      [labels.name, found.name], [labels.path, tree.pathOf(found.siteId)],
      [labels.radiusProfile, output.json ? '' : await context.directory.profileName(found.radiusProfileId)], [['Grace without a token until', '无令牌宽限至'], localTime(found.tokenGraceUntil)], [labels.id, found.id],
    ]);
  }
}
