import { adminApi } from '@countersign/contracts';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { labels } from '../output/labels.ts';
import { define, family, SITE } from './define.ts';

interface InSite {
  readonly site?: string;
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

  define(group, 'set <name>', 'rename a group', 'group set staff --name employees').option(...SITE)
    .requiredOption('--name <name>', 'its new name')
    .action(async (old: string, { site, name }: InSite & { name: string }) => {
      const { id } = await context.directory.group(old, site);
      await show(await context.client.call(adminApi.updateGroup, { id, body: { name } }));
    });

  define(group, 'remove <name>', 'delete a group without users', 'group remove staff').option(...SITE)
    .action(async (name: string, { site }: InSite) => {
      const { id } = await context.directory.group(name, site);
      await output.done(await context.client.call(adminApi.deleteGroup, { id }), [`Group ${name} is deleted.`, `组 ${name} 已删除。`]);
    });

  async function show(found: adminApi.Group): Promise<void> {
    const tree = await context.directory.sites();
    await output.record(found, [[labels.name, found.name], [labels.path, tree.pathOf(found.siteId)], [labels.id, found.id]]);
  }
}
