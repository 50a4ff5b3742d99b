import * as adminApi from '@countersign/contracts/admin-api';
import { type Command, Option } from 'commander';
import type { z } from 'zod';
import type { Context } from '../context.ts';
import { usageError } from '../errors/command-error.ts';
import type { Text } from '../output/language.ts';
import { parseOptionalText, type Removable } from '../input/values.ts';
import { define } from './define.ts';

interface Who {
  readonly user?: string;
  readonly group?: string;
  readonly site?: string;
  readonly alias?: Removable<string>;
  readonly profile?: Removable<string>;
}

/** `agent-host activate|deactivate`: who may sign in there. */
export function addActivationCommands(host: Command, context: Context): void {
  const change = (
    verb: string, summary: string, operation: typeof adminApi.addActivation | typeof adminApi.removeActivation, done: (who: string, name: string) => Text,
  ): Command => define(host, `${verb} <name>`, summary, `agent-host ${verb} vpn --user alice`, `agent-host ${verb} vpn --group staff --site Lab`)
    .option('--user <login>', 'a user').addOption(new Option('--group <group>', 'a group').conflicts('user'))
    .option('--site <site>', 'the site of the agent host; user and group are looked for there first')
    .action(async (name: string, who: Who) => {
        if (who.user === undefined && who.group === undefined) throw usageError('bad-usage', ['Give --user or --group', '请给出 --user 或 --group']);
        const agentHost = await context.directory.agentHost(name, who.site);
        const body = await activationOf(who, agentHost.siteId);
        await context.output.done(await context.client.call(operation, { id: agentHost.id, body }), done(who.user ?? who.group ?? '', name));
    });
  const activate = change('activate', 'let a user or a group sign in at an agent host', adminApi.addActivation,
    (who, name) => [`${who} is activated on ${name}.`, `${who} 已在 ${name} 上激活。`]);
  activate
    .option('--alias <name>', 'the login name that the user has there, or "none"', parseOptionalText)
    .option('--profile <name>', 'the RADIUS profile that the user has there, or "none"', parseOptionalText);
  change('deactivate', 'end the activation of a user or a group', adminApi.removeActivation,
    (who, name) => [`${who} is no longer activated on ${name}.`, `${who} 在 ${name} 上的激活已取消。`]);

  async function activationOf({ user, group = '', alias, profile }: Who, siteId: string): Promise<z.input<typeof adminApi.addActivation.body>> {
    const { directory } = context;
    if (user !== undefined) {
      const { id: userId } = await directory.near((login, site) => directory.user(login, site), user, siteId);
      if (alias === undefined && profile === undefined) return { userId };
      return { userId, alias: alias?.value, radiusProfileId: await directory.idOrNone(profile, siteId, (name, site) => directory.radiusProfile(name, site)) };
    }
    if (alias !== undefined || profile !== undefined) throw usageError('bad-usage', ['--alias and --profile are of a user', '--alias 和 --profile 只用于用户']);
    return { groupId: (await directory.near((name, site) => directory.group(name, site), group, siteId)).id };
  }
}
