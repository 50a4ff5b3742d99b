import * as adminApi from '@countersign/contracts/admin-api';
import { type Command, Option } from 'commander';
import type { Context } from '../context.ts';
import { shortTime } from '../output/instant.ts';
import { labels } from '../output/labels.ts';
import type { Text } from '../output/language.ts';
import { define, SITE } from './define.ts';

interface InSite {
  readonly site?: string;
}

const STATES: Readonly<Record<adminApi.ProtectionState, Text>> = {
  required: ['required', '必需'], ready: ['can be required', '可设为必需'], changing: ['sent since less than a day', '发送未满一天'],
  missing: ['not sent', '未发送'], unseen: ['nothing seen', '尚未收到请求'],
};

/** `agent-host protection|protect|node-secret`: Message-Authenticator, and the key of the HTTP agent protocol. */
export function addProtectionCommands(host: Command, context: Context): void {
  const { output } = context;

  define(host, 'protection', 'how each agent host fares with Message-Authenticator (CVE-2024-3596)', 'agent-host protection', 'agent-host protection --site Lab --json')
    .option('--site <site>', 'only those of this site')
    .action(async ({ site }: InSite) => {
      const pages = context.client.pages(adminApi.listProtection, { site: await context.directory.siteId(site) });
      await output.list(pages, [
        { title: labels.name, text: ({ name }) => name },
        { title: labels.state, text: ({ state }) => STATES[state][context.language === 'zh' ? 1 : 0] },
        { title: labels.lastWith, text: ({ lastWithAt }) => shortTime(lastWithAt) },
        { title: labels.lastWithout, text: ({ lastWithoutAt }) => shortTime(lastWithoutAt) },
      ], ['No agent hosts.', '没有代理主机。']);
    });

  define(host, 'protect <name>', 'require Message-Authenticator of an agent host that was seen to send it; one way', 'agent-host protect vpn --site Lab').option(...SITE)
    .action(async (name: string, { site }: InSite) => {
      const { id } = await context.directory.agentHost(name, site);
      await output.done(await context.client.call(adminApi.requireMessageAuthenticator, { id }), [`Message-Authenticator is required of ${name} for good.`, `已永久要求 ${name} 发送 Message-Authenticator。`]);
    });

  define(host, 'node-secret <name>', 'make the key of the HTTP agent protocol anew, or clear it; it is shown this once', 'agent-host node-secret vpn', 'agent-host node-secret vpn --clear')
    .option(...SITE).addOption(new Option('--clear', 'the agent gets a new one at its next call'))
    .action(async (name: string, { site, clear }: InSite & { clear?: true }) => {
      const { id } = await context.directory.agentHost(name, site);
      if (clear === true) {
        await output.done(await context.client.call(adminApi.clearNodeSecret, { id }), [`The node secret of ${name} is cleared.`, `${name} 的节点密文已清理。`]);
        return;
      }
      const made = await context.client.call(adminApi.generateNodeSecret, { id });
      await output.record(made, [[labels.nodeSecret, made.nodeSecret]]);
    });
}
