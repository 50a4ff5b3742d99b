import * as adminApi from '@countersign/contracts/admin-api';
import { type Command, Option } from 'commander';
import type { Context } from '../context.ts';
import { parseYesNo } from '../input/values.ts';
import { define, family, SITE } from './define.ts';
import { addTokenAdd } from './token-add.ts';
import { addTokenCards } from './token-cards.ts';
import { addTokenChanges } from './token-changes.ts';
import { addTokenImport } from './token-import.ts';
import { addReplaceCommand } from './stand-ins.ts';
import { addTokenStateCommands } from './token-state.ts';
import { tokenColumns, tokenFields, tokenStateFields } from './token-view.ts';

interface ListOptions {
  readonly site?: string;
  readonly user?: string;
  readonly assigned?: boolean;
  readonly enabled?: boolean;
  readonly search?: string;
}

/** `token …`: everything about tokens; a token is given by its serial number. */
export function addTokenCommands(program: Command, context: Context): void {
  const { output } = context;
  const token = family(program, 'token', 'tokens: what shows the codes');

  define(token, 'list', 'list the tokens by serial number', 'token list --site Lab --assigned no', 'token list --user alice --json')
    .option('--site <site>', 'only those of this site')
    .option('--user <login>', 'only those of this user')
    .addOption(new Option('--assigned <yes|no>', 'only those that somebody has, or that nobody has').argParser(parseYesNo))
    .addOption(new Option('--enabled <yes|no>', 'only those that are enabled, or not').argParser(parseYesNo))
    .option('--search <text>', 'only serial numbers that begin with this')
    .action(async ({ site, user, assigned, enabled, search }: ListOptions) => {
      const userId = user === undefined ? undefined : (await context.directory.user(user, site)).id;
      const flag = (value: boolean | undefined): 'true' | 'false' | undefined => (value === undefined ? undefined : value ? 'true' : 'false');
      const tree = await context.directory.sites();
      const pages = context.client.pages(adminApi.listTokens, {
        site: await context.directory.siteId(site), userId, assigned: flag(assigned), enabled: flag(enabled), search,
      });
      await output.list(pages, tokenColumns(tree, context.language), ['No tokens.', '没有令牌。']);
    });

  define(token, 'show <serial>', 'show one token and, when somebody has it, its running state', 'token show 100000001').option(...SITE)
    .action(async (serial: string, { site }: { site?: string }) => {
      const { id } = await context.directory.token(serial, site);
      const shown = await context.client.call(adminApi.getToken, { id });
      const fields = tokenFields(shown.token, await context.directory.sites(), context.language);
      await output.record(shown, shown.state === null ? fields : [...fields, ...tokenStateFields(shown.state, context.language)]);
    });

  addTokenAdd(token, context);
  addTokenCards(token, context);
  addTokenImport(token, context);
  addTokenChanges(token, context);
  addTokenStateCommands(token, context);
  addReplaceCommand(token, context);

  define(token, 'remove <serial>', 'delete a token that nobody has', 'token remove 100000001').option(...SITE)
    .action(async (serial: string, { site }: { site?: string }) => {
      const { id } = await context.directory.token(serial, site);
      await output.done(await context.client.call(adminApi.deleteToken, { id }), [`Token ${serial} is deleted.`, `令牌 ${serial} 已删除。`]);
    });
}
