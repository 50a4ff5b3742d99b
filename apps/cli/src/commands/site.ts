import * as adminApi from '@countersign/contracts/admin-api';
import type { Command } from 'commander';
import type { SiteTree } from '../admin/site-tree.ts';
import type { Context } from '../context.ts';
import { usageError } from '../errors/command-error.ts';
import { localTime, shortTime } from '../output/instant.ts';
import { labels } from '../output/labels.ts';
import type { Field } from '../output/output.ts';
import { define, family } from './define.ts';

/** `site list|show|add|set|remove`. A site is given by its path of names (`Head office/Lab`), its name or its identifier. */
export function addSiteCommands(program: Command, context: Context): void {
  const { output } = context;
  const site = family(program, 'site', 'sites, which form a tree: users, groups, tokens and agent hosts belong to one');

  define(site, 'list', 'list the sites', 'site list', 'site list --site "Head office" --json')
    .option('--site <site>', 'only this site and those below it')
    .action(async (options: { site?: string }) => {
      const tree = await context.directory.sites();
      const sites = tree.below(options.site === undefined ? undefined : tree.resolve(options.site));
      await output.list(oncePage(sites), [
        { title: labels.path, text: ({ id }) => tree.pathOf(id) },
        { title: labels.created, text: ({ createdAt }) => shortTime(createdAt) },
        { title: labels.id, text: ({ id }) => id },
      ], ['No sites.', '没有站点。']);
    });

  define(site, 'show <site>', 'show one site', 'site show "Head office/Lab"').action(async (reference: string) => {
    const tree = await context.directory.sites();
    const found = tree.resolve(reference);
    await output.record(found, fields(found, tree));
  });

  define(site, 'add <name>', 'make a site', 'site add "Head office"', 'site add Lab --parent "Head office"')
    .option('--parent <site>', 'the site above it; without one it stands at the top')
    .option('--time-zone <name>', 'in which access times are meant, such as Asia/Shanghai; that of the site above unless given')
    .action(async (name: string, options: { parent?: string; timeZone?: string }) => {
      const parentId = await context.directory.siteId(options.parent);
      await show(await context.client.call(adminApi.createSite, { body: { name, parentId: parentId ?? null, timeZone: options.timeZone } }));
    });

  define(site, 'set <site>', 'change a site: what is not named stays', 'site set Lab --name Laboratory', 'site set Lab --time-zone Asia/Shanghai')
    .option('--name <name>', 'its new name')
    .option('--time-zone <name>', 'in which access times are meant')
    .action(async (reference: string, { name, timeZone }: { name?: string; timeZone?: string }) => {
      if (name === undefined && timeZone === undefined) throw usageError('bad-usage', ['Nothing to change: name at least one field', '没有要更改的内容：请至少给出一个字段']);
      const { id } = await context.directory.site(reference);
      await show(await context.client.call(adminApi.updateSite, { id, body: { name, timeZone } }));
    });

  define(site, 'remove <site>', 'delete a site that nothing belongs to', 'site remove "Head office/Lab"').action(async (reference: string) => {
    const { id, name } = await context.directory.site(reference);
    await output.done(await context.client.call(adminApi.deleteSite, { id }), [`Site ${name} is deleted.`, `站点 ${name} 已删除。`]);
  });

  async function show(changed: adminApi.Site): Promise<void> {
    // The tree was read before the change.
    const parent = changed.parentId === null ? '' : `${(await context.directory.sites()).pathOf(changed.parentId)}/`;
    await output.record(changed, fields(changed, { pathOf: () => `${parent}${changed.name}` }));
  }
}

const fields = ({ id, timeZone, createdAt }: adminApi.Site, tree: Pick<SiteTree, 'pathOf'>): readonly Field[] => [
  [labels.path, tree.pathOf(id)], [labels.timeZone, timeZone], [labels.created, localTime(createdAt)], [labels.id, id],
];

async function* oncePage<Item>(items: readonly Item[]): AsyncGenerator<readonly Item[]> {
  yield items;
}
