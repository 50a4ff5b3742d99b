import * as adminApi from '@countersign/contracts/admin-api';
import { type Command, Option } from 'commander';
import { all } from '../admin/directory.ts';
import { notFound } from '../admin/problem.ts';
import type { Context } from '../context.ts';
import { usageError } from '../errors/command-error.ts';
import { askNewSecret } from '../input/secrets.ts';
import { collect } from '../input/values.ts';
import { shortTime } from '../output/instant.ts';
import { labels, yesOrNo } from '../output/labels.ts';
import { say } from '../output/language.ts';
import { define, family, SITE } from './define.ts';
import { type ScopeOptions, scopeOf, scopeText, withScope } from './scope.ts';

interface RoleOption {
  readonly role: adminApi.Role;
}

const ROLES: Readonly<Record<adminApi.Role, readonly [en: string, zh: string]>> = {
  'super-administrator': ['super administrator', '超级管理员'], 'site-administrator': ['site administrator', '站点管理员'],
  'token-administrator': ['token administrator', '令牌管理员'], 'help-desk': ['help desk', '服务台'], auditor: ['auditor', '审计员'],
};

/** Nobody becomes an administrator with a password that somebody knows already: one is given, and a person at the terminal is asked for it. */
async function firstPassword(context: Context, { passwordStdin }: { readonly passwordStdin?: boolean }): Promise<string> {
  if (passwordStdin === true || context.input().interactive()) return askNewSecret('password', context.input());
  throw usageError('bad-usage', ['Give the password for the first sign-in: --password-stdin', '请给出首次登录的口令：--password-stdin']);
}

interface KeptTokens {
  readonly keepToken?: readonly string[];
  readonly takeBackTokens?: boolean;
}

/** What is said of the user's tokens; nothing, which the server takes for a user without one. @throws CommandError for both at once, or a token that is none */
async function keptTokens({ directory }: Context, { keepToken = [], takeBackTokens = false }: KeptTokens): Promise<{ keepTokens?: string[] }> {
  if (keepToken.length > 0 && takeBackTokens) throw usageError('bad-usage', ['Give --keep-token or --take-back-tokens.', '只能使用 --keep-token 或 --take-back-tokens 之一。']);
  if (keepToken.length === 0 && !takeBackTokens) return {};
  return { keepTokens: await Promise.all(keepToken.map(async (serial) => (await directory.token(serial)).id)) };
}

/** `administrator list|add|set|remove|revoke`: users with a role. */
export function addAdministratorCommands(program: Command, context: Context): void {
  const { output, language } = context;
  const administrator = family(program, 'administrator', 'administrators: users with a role');
  const role = (): Option => new Option('--role <role>', 'what the administrator may do').choices(adminApi.roles);

  define(administrator, 'list', 'list the administrators', 'administrator list', 'administrator list --role help-desk --json')
    .addOption(role())
    .action(async (options: Partial<RoleOption>) => {
      const tree = await context.directory.sites();
      await output.list(context.client.pages(adminApi.listAdministrators, { role: options.role }), [
        { title: labels.login, text: ({ login }) => login },
        { title: labels.displayName, text: ({ displayName }) => displayName },
        { title: ['Role', '角色'], text: (one) => say(ROLES[one.role], language) },
        { title: ['Scope', '范围'], text: ({ scope }) => scopeText(scope, tree, language) },
        { title: labels.tokens, text: ({ tokens }) => String(tokens), align: 'right' },
        { title: labels.enabled, text: ({ enabled }) => yesOrNo(enabled, language) },
        { title: labels.lastSignIn, text: ({ lastSignInAt }) => shortTime(lastSignInAt) },
      ], ['No administrators.', '没有管理员。']);
    });

  withScope(define(
    administrator, 'add <login>', 'give a user a role; everywhere, unless the scope says otherwise',
    'administrator add bob --role help-desk --scope-site Office --password-stdin', 'administrator add alice --role super-administrator',
  ))
    .option(...SITE)
    .addOption(role().makeOptionMandatory())
    .option('--password-stdin', 'the next line of standard input is the password for the first sign-in, which asks for another one; at a terminal it is asked for without this, too')
    .option('--keep-token <serial>', 'a token that the user keeps; again for each further one; the others are taken back', collect((text) => text))
    .option('--take-back-tokens', 'take back every token of the user: somebody may have kept the seed of one')
    .action(async (login: string, options: RoleOption & ScopeOptions & KeptTokens & { site?: string; passwordStdin?: boolean }) => {
      const { id } = await context.directory.user(login, options.site);
      const scope = await scopeOf(context, options) ?? { kind: 'all' };
      const password = await firstPassword(context, options);
      const keepTokens = await keptTokens(context, options);
      const made = await context.client.call(adminApi.createAdministrator, { body: { userId: id, role: options.role, scope, password, ...keepTokens } });
      await output.done(made, [`${made.login} is ${ROLES[made.role][0]}.`, `${made.login} 已成为${ROLES[made.role][1]}。`]);
    });

  withScope(define(administrator, 'set <login>', 'change role or scope; true from the next request on', 'administrator set bob --role auditor', 'administrator set bob --scope-site Office --scope-site Branch'))
    .addOption(role())
    .action(async (login: string, options: Partial<RoleOption> & ScopeOptions) => {
      const { id } = await find(login);
      const scope = await scopeOf(context, options);
      const changed = await context.client.call(adminApi.updateAdministrator, {
        id, body: { ...options.role === undefined ? {} : { role: options.role }, ...scope === undefined ? {} : { scope } },
      });
      await output.done(changed, [`${changed.login} is ${ROLES[changed.role][0]}.`, `${changed.login} 的角色：${ROLES[changed.role][1]}。`]);
    });

  define(administrator, 'remove <login>', 'take the role away and end the sessions; the user stays', 'administrator remove bob').action(async (login: string) => {
    const { id } = await find(login);
    await output.done(await context.client.call(adminApi.deleteAdministrator, { id }), [`${login} is no administrator any more.`, `${login} 不再是管理员。`]);
  });

  define(administrator, 'revoke <login>', 'end every session of an administrator', 'administrator revoke bob').action(async (login: string) => {
    const { id } = await find(login);
    await output.done(await context.client.call(adminApi.endAdministratorSessions, { id }), [`Every session of ${login} has ended.`, `${login} 的所有会话已结束。`]);
  });

  /** An administrator's login is one person's over all sites. */
  async function find(login: string): Promise<adminApi.Administrator> {
    const [found] = await all(context.client.pages(adminApi.listAdministrators, { login }));
    if (found === undefined) throw notFound([`There is no administrator "${login}"`, `没有管理员“${login}”`]);
    return found;
  }
}
