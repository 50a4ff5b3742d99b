import * as adminApi from '@countersign/contracts/admin-api';
import { type Command, Option } from 'commander';
import type { Context } from '../context.ts';
import { parseOptionalText, type Removable } from '../input/values.ts';
import { labels, yesOrNo } from '../output/labels.ts';
import { define, family, yesNo } from './define.ts';

interface Fields {
  readonly backEnd?: Removable<string>;
  readonly staticPassword?: adminApi.FirstFactor['staticPassword'];
  readonly passcode?: boolean;
  readonly order?: adminApi.FirstFactor['order'];
  readonly withoutToken?: adminApi.FirstFactor['withoutToken'];
}

const { staticPassword, order, withoutToken } = adminApi.firstFactorSchema.shape;

/** `first-factor list|show|set|remove`. */
export function addFirstFactorCommands(program: Command, context: Context): void {
  const { output, language } = context;
  const factor = family(program, 'first-factor', 'what a sign-in of a site\'s people consists of: back-end password, static password, passcode');

  define(factor, 'list', 'list the sites that have a rule of their own', 'first-factor list')
    .option('--site <site>', 'only that of this site')
    .action(async ({ site }: { site?: string }) => {
      const tree = await context.directory.sites();
      await output.list(context.client.pages(adminApi.listFirstFactors, { site: await context.directory.siteId(site) }), [
        { title: labels.path, text: ({ siteId }) => tree.pathOf(siteId) },
        { title: PARTS, text: partsOf },
        { title: ORDER, text: (rule) => rule.order },
        { title: WITHOUT, text: (rule) => rule.withoutToken },
      ], ['No site has a rule of its own: passcode, or static password as the settings say.', '没有站点设置自己的规则：PIN码+令牌码，或按设置使用静态口令。']);
    });

  define(factor, 'show <site>', 'show the rule that a site\'s people go by', 'first-factor show Lab').action(async (site: string) => {
    const { id } = await context.directory.site(site);
    const { rule } = await context.client.call(adminApi.getFirstFactor, { id });
    if (rule !== null) return show(rule);
    return output.done({ rule }, ['No rule: passcode, or static password as the settings say.', '没有规则：PIN码+令牌码，或按设置使用静态口令。']);
  });

  define(factor, 'set <site>', 'give a site a rule of its own; what is not named stays, or is as nobody had set it', 'first-factor set Lab --back-end ldap', 'first-factor set Lab --back-end ldap --order challenge --without-token passwords')
    .option('--back-end <name>', 'the back end whose password comes first, or "none"', parseOptionalText)
    .addOption(new Option('--static-password <how>', 'whether the static password comes next').choices(staticPassword.options))
    .addOption(yesNo('--passcode', 'whether PIN and tokencode come last'))
    .addOption(new Option('--order <how>', 'all in one line without separators, or the passwords first and the passcode as a challenge').choices(order.options))
    .addOption(new Option('--without-token <what>', 'who has no usable token is refused, or signs in with the passwords alone').choices(withoutToken.options))
    .action(async (site: string, options: Fields) => {
      const { id } = await context.directory.site(site);
      const { rule } = await context.client.call(adminApi.getFirstFactor, { id });
      const own = rule?.siteId === id ? rule : undefined;
      const backEndId = await context.directory.idOrNone(options.backEnd, id, (name, near) => context.directory.backEnd(name, near));
      const { staticPassword: password, passcode, order: how, withoutToken: without } = { ...own, ...options };
      await show(await context.client.call(adminApi.setFirstFactor, {
        id, body: { backEndId: backEndId === undefined ? own?.backEndId ?? null : backEndId, staticPassword: password, passcode, order: how, withoutToken: without, version: own?.version },
      }));
    });

  define(factor, 'remove <site>', 'take a site\'s own rule away: it goes by the one above', 'first-factor remove Lab').action(async (site: string) => {
    const { id } = await context.directory.site(site);
    await output.done(await context.client.call(adminApi.removeFirstFactor, { id }), [`Site ${site} has no rule of its own any more.`, `站点 ${site} 不再有自己的规则。`]);
  });

  async function show(rule: adminApi.FirstFactor): Promise<void> {
    const tree = await context.directory.sites();
    const backEnd = rule.backEndId === null || output.json ? '' : (await context.client.call(adminApi.getBackEnd, { id: rule.backEndId })).name;
    await output.record(rule, [
      [['Rule of', '规则所属站点'], tree.pathOf(rule.siteId)], [['Back end', '后端认证'], backEnd], [labels.password, rule.staticPassword],
      [['Passcode', 'PIN码+令牌码'], yesOrNo(rule.passcode, language)], [ORDER, rule.order], [WITHOUT, rule.withoutToken],
    ]);
  }
}

const PARTS = ['Parts', '组成'] as const;
const ORDER = ['Order', '次序'] as const;
const WITHOUT = ['Without a token', '没有令牌时'] as const;

const partsOf = ({ backEndId, staticPassword: password, passcode }: adminApi.FirstFactor): string =>
  [...backEndId === null ? [] : ['back end'], ...password === 'none' ? [] : [`static password${password === 'optional' ? '?' : ''}`], ...passcode ? ['passcode'] : []].join(' + ');
