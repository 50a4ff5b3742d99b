import { describeResult } from '@countersign/contracts';
import * as adminApi from '@countersign/contracts/admin-api';
import type { Command } from 'commander';
import type { z } from 'zod';
import type { SiteTree } from '../admin/site-tree.ts';
import type { Context } from '../context.ts';
import { CommandError } from '../errors/command-error.ts';
import { ExitCode } from '../errors/exit-codes.ts';
import { accessTimesText } from '../input/access-times.ts';
import { shortTime } from '../output/instant.ts';
import { labels, yesOrNo } from '../output/labels.ts';
import type { Language } from '../output/language.ts';
import type { Field } from '../output/output.ts';
import { addActivationCommands } from './activation.ts';
import { addAgentHostSettings } from './agent-host-settings.ts';
import { define, family, SITE } from './define.ts';
import { addProtectionCommands } from './protection.ts';

interface InSite {
  readonly site?: string;
}

/** `agent-host list|show|add|set|activate|deactivate|remove`. */
export function addAgentHostCommands(program: Command, context: Context): void {
  const { output } = context;
  const host = family(program, 'agent-host', 'agent hosts: the devices that ask over RADIUS, with their addresses and secrets');

  define(host, 'list', 'list the agent hosts', 'agent-host list --site Lab')
    .option('--site <site>', 'only those of this site')
    .action(async ({ site }: InSite) => {
      const tree = await context.directory.sites();
      const pages = context.client.pages(adminApi.listAgentHosts, { site: await context.directory.siteId(site) });
      await output.list(pages, [
        { title: labels.name, text: ({ name }) => name },
        { title: labels.path, text: ({ siteId }) => tree.pathOf(siteId) },
        { title: labels.addresses, text: addressesOf },
        { title: labels.openTo, text: (item) => openTo(item, context.language) },
      ], ['No agent hosts.', '没有代理主机。']);
    });

  define(host, 'show <name>', 'show one agent host, and who is activated there', 'agent-host show vpn --site Lab').option(...SITE)
    .action(async (name: string, { site }: InSite) => {
      const agentHost = await context.directory.agentHost(name, site);
      const activations = await context.client.call(adminApi.listActivations, { id: agentHost.id });
      const { users, groups } = output.json ? { users: [], groups: [] } : await names(activations);
      const shown = fields(agentHost, await context.directory.sites(), context.language);
      const warnings = await warningsOf(agentHost);
      await output.record({ agentHost, activations, warnings }, [
        ...shown, await profileOf(agentHost), [labels.users, users.join(', ')], [labels.groups, groups.join(', ')],
        ...warnings.map((warning): Field => [labels.warning, warningText(warning, context.language)]),
      ]);
    });

  addAgentHostSettings(host, context, async (changed) => {
    await output.record(changed, [...fields(changed, await context.directory.sites(), context.language), await profileOf(changed)]);
  });
  addActivationCommands(host, context);
  addProtectionCommands(host, context);

  define(host, 'remove <name>', 'delete an agent host: its packets are dropped from then on', 'agent-host remove vpn --site Lab').option(...SITE)
    .action(async (name: string, { site }: InSite) => {
      const { id } = await context.directory.agentHost(name, site);
      await output.done(await context.client.call(adminApi.deleteAgentHost, { id }), [`Agent host ${name} is deleted.`, `代理主机 ${name} 已删除。`]);
    });

  async function profileOf({ radiusProfileId }: adminApi.AgentHost): Promise<Field> {
    return [labels.radiusProfile, output.json ? '' : await context.directory.profileName(radiusProfileId)];
  }

  /** What the gateways say; while none of them answers there is nothing to warn about. */
  async function warningsOf({ id }: adminApi.AgentHost): Promise<adminApi.AgentHostWarning[]> {
    try {
      return (await context.client.call(adminApi.listAgentHostWarnings, { id })).warnings;
    } catch (error) {
      if (error instanceof CommandError && error.facts.exitCode === ExitCode.noAnswer) return [];
      throw error;
    }
  }

  /** The first few names; who wants all takes the JSON. */
  async function names({ userIds, groupIds }: Activations): Promise<{ users: string[]; groups: string[] }> {
    const users = await Promise.all(userIds.slice(0, NAMES_SHOWN).map(async (id) => (await context.client.call(adminApi.getUser, { id })).login));
    const groups = await Promise.all(groupIds.slice(0, NAMES_SHOWN).map(async (id) => (await context.client.call(adminApi.getGroup, { id })).name));
    const more = (shown: string[], all: readonly string[]): string[] => (all.length > shown.length ? [...shown, `… (${all.length})`] : shown);
    return { users: more(users, userIds), groups: more(groups, groupIds) };
  }
}

type Activations = z.output<typeof adminApi.listActivations.reply>;
const NAMES_SHOWN = 20;

const addressesOf = ({ addresses }: adminApi.AgentHost): string =>
  addresses.map(({ address, name }) => (name === null ? address : `${name}=${address}`)).join(', ');

function fields(host: adminApi.AgentHost, tree: SiteTree, language: Language): readonly Field[] {
  const flag = (value: boolean): string => yesOrNo(value, language);
  return [
    [labels.name, host.name], [labels.path, tree.pathOf(host.siteId)], [labels.addresses, addressesOf(host)], [labels.openTo, openTo(host, language)],
    [labels.messageAuthenticator, flag(host.requireMessageAuthenticator)], [labels.limitProxyState, flag(host.limitProxyState)],
    [labels.newPin, flag(host.newPin)], [labels.nextTokencode, flag(host.nextTokencode)], [labels.loginForm, host.loginForm],
    [labels.nasProfile, host.nasProfile], [labels.failover, String(host.failoverGraceSeconds)], [labels.secretVersion, String(host.secretVersion)],
    [labels.sms, flag(host.sms)], [labels.limitSessions, flag(host.limitSessions)], [labels.accessTimes, accessTimesText(host.accessTimes)],
    [labels.nodeSecret, shortTime(host.nodeSecretAt)], [labels.id, host.id],
  ];
}

function warningText({ result, count, lastSeenAt }: adminApi.AgentHostWarning, language: Language): string {
  const { text, remedy } = describeResult(result, language);
  const seen = shortTime(lastSeenAt);
  return language === 'zh' ? `${text}（${count} 个数据包，最近 ${seen}）。${remedy}` : `${text} (${count} packets, last ${seen}). ${remedy}`;
}

function openTo({ openToAll, openToSite }: adminApi.AgentHost, language: Language): string {
  if (openToAll) return language === 'zh' ? '所有用户' : 'all users';
  if (openToSite) return language === 'zh' ? '本站点用户' : 'users of the site';
  return language === 'zh' ? '已激活的用户' : 'activated users';
}
