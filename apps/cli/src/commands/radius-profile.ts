import type { CheckAttribute, ReplyAttribute } from '@countersign/contracts';
import * as adminApi from '@countersign/contracts/admin-api';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { checkLine, parseCheckLine, parseReplyLine, replyLine } from '../input/radius-lines.ts';
import { collectOrNone, parseOptionalText, type Removable } from '../input/values.ts';
import { labels } from '../output/labels.ts';
import type { Field } from '../output/output.ts';
import { define, family, requireChanges, SITE } from './define.ts';

interface InSite {
  readonly site?: string;
}

interface Fields {
  readonly description?: string;
  readonly check?: readonly CheckAttribute[];
  readonly reply?: readonly ReplyAttribute[];
  readonly pool?: Removable<string>;
}

/** `radius-profile list|show|add|set|remove|uses|effective`. */
export function addRadiusProfileCommands(program: Command, context: Context): void {
  const { output, directory } = lazily(context);
  const profile = family(program, 'radius-profile', 'RADIUS profiles: what a sign-in has to bring, and the attributes and addresses that it gets');

  define(profile, 'list', 'list the RADIUS profiles', 'radius-profile list --site Lab')
    .option('--site <site>', 'only those of this site')
    .action(async ({ site }: InSite) => {
      const tree = await directory().sites();
      await output.list(context.client.pages(adminApi.listRadiusProfiles, { site: await directory().siteId(site) }), [
        { title: labels.name, text: ({ name }) => name },
        { title: labels.path, text: ({ siteId }) => tree.pathOf(siteId) },
        { title: CHECKS, text: ({ checkAttributes }) => checkAttributes.map(checkLine).join(', ') },
        { title: REPLIES, text: ({ replyAttributes }) => replyAttributes.map(replyLine).join(', ') },
      ], ['No RADIUS profiles.', '没有 RADIUS配置。']);
    });

  define(profile, 'show <name>', 'show one RADIUS profile', 'radius-profile show staff --site Lab').option(...SITE)
    .action(async (name: string, { site }: InSite) => { await show(await directory().radiusProfile(name, site)); });

  const add = define(
    profile, 'add <name>', 'make a RADIUS profile',
    'radius-profile add staff --site Lab --reply Filter-Id=staff --reply Session-Timeout=28800', "radius-profile add wifi --site Lab --check NAS-Port-Type=Wireless-802.11 --pool office",
  ).requiredOption('--site <site>', 'the site that it belongs to');
  withFields(add).action(async (name: string, options: Fields & { site: string }) => {
    const { id: siteId } = await directory().site(options.site);
    await show(await context.client.call(adminApi.createRadiusProfile, { body: { siteId, name, ...await changesOf(options, siteId) } }));
  });

  const set = define(
    profile, 'set <name>', 'change a RADIUS profile: what is not named stays; the lines given replace all of their kind, "none" removes them',
    'radius-profile set staff --reply Filter-Id=staff --reply Class+=vip', 'radius-profile set staff --check none',
  ).option(...SITE).option('--name <name>', 'its new name');
  withFields(set).action(async (old: string, options: Fields & InSite & { name?: string }) => {
    const { id, siteId, version } = await directory().radiusProfile(old, options.site);
    const changes = { name: options.name, ...await changesOf(options, siteId) };
    requireChanges(changes);
    await show(await context.client.call(adminApi.updateRadiusProfile, { id, body: { ...changes, version } }));
  });

  define(profile, 'remove <name>', 'delete a RADIUS profile that nothing uses', 'radius-profile remove staff').option(...SITE)
    .action(async (name: string, { site }: InSite) => {
      const { id } = await directory().radiusProfile(name, site);
      await output.done(await context.client.call(adminApi.deleteRadiusProfile, { id }), [`RADIUS profile ${name} is deleted.`, `RADIUS配置 ${name} 已删除。`]);
    });

  define(profile, 'uses <name>', 'show where a RADIUS profile stands', 'radius-profile uses staff').option(...SITE)
    .action(async (name: string, { site }: InSite) => {
      const { id } = await directory().radiusProfile(name, site);
      const uses = await context.client.call(adminApi.listRadiusProfileUses, { id });
      const text = ({ count, items }: { count: number; items: readonly { name: string }[] }): string =>
        (count > items.length ? [...items.map((item) => item.name), `… (${count})`] : items.map((item) => item.name)).join(', ');
      await output.record(uses, [
        [['Agent hosts', '代理主机'], text(uses.agentHosts)], [labels.groups, text(uses.groups)], [labels.users, text(uses.users)],
        [['Users on agent hosts', '代理主机上的用户'], text(uses.usersOnAgentHosts)],
      ]);
    });

  define(profile, 'effective <login>', 'show what a user gets at an agent host, and which profile each line comes from', 'radius-profile effective alice --agent-host vpn').option(...SITE)
    .requiredOption('--agent-host <name>', 'the agent host')
    .action(async (login: string, { site, agentHost }: InSite & { agentHost: string }) => {
      const user = await directory().user(login, site);
      const host = await directory().near((name, near) => directory().agentHost(name, near), agentHost, user.siteId);
      const merged = await context.client.call(adminApi.getEffectiveRadiusProfile, { id: user.id, query: { agentHostId: host.id } });
      await output.record(merged, [
        ...merged.checks.map((line): Field => [CHECK, `${checkLine(line)}  (${line.profile}, ${line.place})`]),
        ...merged.replies.map(({ name, value, profile: from, place }): Field => [REPLY, `${name}=${value}  (${from}, ${place})`]),
        [labels.addressPool, merged.pool?.name ?? ''],
      ]);
    });

  async function changesOf({ description, check, reply, pool }: Fields, siteId: string) {
    const poolId = await directory().idOrNone(pool, siteId, (name, site) => directory().addressPool(name, site));
    return { description, checkAttributes: check && [...check], replyAttributes: reply && [...reply], poolId };
  }

  async function show(found: adminApi.RadiusProfile): Promise<void> {
    const tree = await directory().sites();
    const pool = found.poolId === null || output.json ? null : await context.client.call(adminApi.getAddressPool, { id: found.poolId });
    await output.record(found, [
      [labels.name, found.name], [labels.path, tree.pathOf(found.siteId)], [labels.description, found.description],
      ...found.checkAttributes.map((line): Field => [CHECK, checkLine(line)]), ...found.replyAttributes.map((line): Field => [REPLY, replyLine(line)]),
      [labels.addressPool, pool?.name ?? ''], [labels.id, found.id],
    ]);
  }
}

const CHECK = ['Check', '检查'] as const;
const REPLY = ['Reply', '应答'] as const;
const CHECKS = ['Checks', '检查属性'] as const;
const REPLIES = ['Replies', '应答属性'] as const;

const withFields = (command: Command): Command => command
  .option('--description <text>', 'what it is for')
  .option('--check <line>', 'what a request has to bring: NAME=VALUE, NAME!=VALUE, NAME^=VALUE (begins with), NAME (is there), !NAME (is not); again for each further one', collectOrNone(parseCheckLine))
  .option('--reply <line>', 'what an accept gets: NAME=VALUE, or NAME+=VALUE beside what more general profiles give; again for each further one', collectOrNone(parseReplyLine))
  .option('--pool <name>', 'the address pool that an address comes from, or "none"', parseOptionalText);

/** The directory is opened when a command first needs it: help needs no server. */
const lazily = (context: Context) => ({ output: context.output, directory: () => context.directory });
