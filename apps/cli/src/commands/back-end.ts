import * as adminApi from '@countersign/contracts/admin-api';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { ExitCode } from '../errors/exit-codes.ts';
import { labels, yesOrNo } from '../output/labels.ts';
import { say } from '../output/language.ts';
import { addBackEndSettings } from './back-end-settings.ts';
import { STEPS, VERDICTS, HEALTH, lookupText } from './back-end-words.ts';
import { define, family, SITE } from './define.ts';

interface InSite {
  readonly site?: string;
}

/** `back-end list|show|add|set|remove|test|health`. */
export function addBackEndCommands(program: Command, context: Context): void {
  const { output, language } = context;
  const backEnd = family(program, 'back-end', 'back ends: the LDAP directories that check the first password');

  define(backEnd, 'list', 'list the back ends', 'back-end list --site Lab')
    .option('--site <site>', 'only those of this site')
    .action(async ({ site }: InSite) => {
      const tree = await context.directory.sites();
      await output.list(context.client.pages(adminApi.listBackEnds, { site: await context.directory.siteId(site) }), [
        { title: labels.name, text: ({ name }) => name },
        { title: labels.path, text: ({ siteId }) => tree.pathOf(siteId) },
        { title: labels.enabled, text: ({ enabled }) => yesOrNo(enabled, language) },
        { title: SERVERS, text: ({ servers }) => servers.join(', ') },
        { title: SECURITY, text: ({ security }) => security },
      ], ['No back ends.', '没有后端认证。']);
    });

  define(backEnd, 'show <name>', 'show one back end', 'back-end show ldap --site Lab').option(...SITE)
    .action(async (name: string, { site }: InSite) => { await show(await context.directory.backEnd(name, site)); });

  addBackEndSettings(backEnd, context, show);

  define(backEnd, 'remove <name>', 'delete a back end that no site and no synchronisation uses', 'back-end remove ldap').option(...SITE)
    .action(async (name: string, { site }: InSite) => {
      const { id } = await context.directory.backEnd(name, site);
      await output.done(await context.client.call(adminApi.deleteBackEnd, { id }), [`Back end ${name} is deleted.`, `后端认证 ${name} 已删除。`]);
    });

  define(
    backEnd, 'test <name>', 'try each server step by step; exits 1 when one fails', 'back-end test ldap', 'back-end test ldap --login alice --password-stdin',
  ).option(...SITE)
    .option('--login <login>', 'look for the entry of this login name')
    .option('--password-stdin', 'try its password as well: the next line of standard input')
    .action(async (name: string, { site, login, passwordStdin }: InSite & { login?: string; passwordStdin?: true }) => {
      const { id } = await context.directory.backEnd(name, site);
      const password = passwordStdin === true ? await context.input().next(['Password:', '口令：']) : null;
      const result = await context.client.call(adminApi.testBackEnd, { id, body: { login: login ?? null, password } });
      const rows = result.servers.flatMap(({ server, steps }) => steps.map((step) => ({ server, ...step })));
      if (output.json) await output.value(result, '');
      else {
        await output.text(output.table<(typeof rows)[number]>([
          { title: SERVER, text: ({ server }) => server },
          { title: ['Step', '步骤'], text: ({ step }) => say(STEPS[step], language) },
          { title: labels.result, text: ({ verdict }) => say(VERDICTS[verdict], language) },
          { title: ['ms', '毫秒'], text: ({ tookMs }) => String(tookMs), align: 'right' },
          { title: ['What it said', '服务器答复'], text: ({ detail }) => detail ?? '' },
        ]).lines(rows));
      }
      if (rows.some(({ verdict }) => verdict !== 'passed' && verdict !== 'skipped')) context.finish(ExitCode.refused);
    });

  define(backEnd, 'health <name>', 'show how each server fared at the last sign-ins, as each replica of auth saw it', 'back-end health ldap').option(...SITE)
    .action(async (name: string, { site }: InSite) => {
      const { id } = await context.directory.backEnd(name, site);
      const health = await context.client.call(adminApi.showBackEndHealth, { id });
      const rows = health.replicas.flatMap(({ replica, servers }) => servers.map((server) => ({ replica, ...server })));
      if (output.json) return output.value(health, '');
      if (rows.length === 0) return output.note(['No sign-in asked it yet.', '尚无登录询问过它。']);
      return output.text(output.table<(typeof rows)[number]>([
        { title: ['Replica', '副本'], text: ({ replica }) => replica },
        { title: SERVER, text: ({ server }) => server },
        { title: labels.state, text: ({ state }) => say(HEALTH[state], language) },
        { title: ['Last fault', '最近故障'], text: ({ lastFault }) => (lastFault === null ? '' : say(VERDICTS[lastFault], language)) },
        { title: ['ms', '毫秒'], text: ({ tookMs }) => (tookMs === null ? '' : String(tookMs)), align: 'right' },
      ]).lines(rows));
    });

  async function show(found: adminApi.BackEnd): Promise<void> {
    const tree = await context.directory.sites();
    await output.record(found, [
      [labels.name, found.name], [labels.path, tree.pathOf(found.siteId)], [labels.enabled, yesOrNo(found.enabled, language)], [SERVERS, found.servers.join(', ')],
      [SECURITY, found.security], [['Authorities (PEM)', '证书颁发机构（PEM）'], yesOrNo(found.ca !== null, language)],
      [['Server timeout (ms)', '服务器超时（毫秒）'], String(found.serverTimeoutMs)], [['Finds the entry', '查找条目'], lookupText(found.lookup)],
      [['Service account password', '服务账号口令'], yesOrNo(found.bindPasswordSet, language)], [labels.id, found.id],
    ]);
  }
}

const SERVER = ['Server', '服务器'] as const;
const SERVERS = ['Servers', '服务器'] as const;
const SECURITY = ['Security', '传输安全'] as const;
