import { tokenModeSchema } from '@countersign/contracts';
import * as adminApi from '@countersign/contracts/admin-api';
import { Argument, type Command, Option } from 'commander';
import type { Context } from '../context.ts';
import { usageError } from '../errors/command-error.ts';
import { askNewSecret } from '../input/secrets.ts';
import { define, SITE } from './define.ts';

interface InSite {
  readonly site?: string;
}

/** `token pin|mode|sync`: the running state of a token. */
export function addTokenStateCommands(token: Command, context: Context): void {
  const { output } = context;

  define(token, 'pin <serial>', 'set or clear the PIN of an assigned token', 'token pin 100000001 --stdin', 'token pin 100000001 --clear').option(...SITE)
    .option('--stdin', 'set it: the next line of standard input')
    .addOption(new Option('--clear', 'remove it; the next sign-in asks for a new one').conflicts('stdin'))
    .action(async (serial: string, options: InSite & { stdin?: true; clear?: true }) => {
      if (options.stdin !== true && options.clear !== true) throw usageError('bad-usage', ['Give --stdin or --clear', '请给出 --stdin 或 --clear']);
      const pin = options.stdin === true ? await askNewSecret('pin', context.input()) : undefined;
      const { id } = await context.directory.token(serial, options.site);
      if (pin === undefined) {
        await output.done(await context.client.call(adminApi.clearTokenPin, { id }), [`The PIN of token ${serial} is cleared.`, `令牌 ${serial} 的PIN码已清除。`]);
      } else {
        await output.done(await context.client.call(adminApi.setTokenPin, { id, body: { pin } }), [`The PIN of token ${serial} is set.`, `令牌 ${serial} 的PIN码已设置。`]);
      }
    });

  define(
    token, 'mode <serial>', 'what the next good code of an assigned token must be followed by',
    'token mode 100000001 new-pin', 'token mode 100000001 normal',
  ).addArgument(new Argument('<mode>', 'a new PIN, the next tokencode, or nothing').choices(tokenModeSchema.options)).option(...SITE)
    .action(async (serial: string, mode: string, { site }: InSite) => {
      const { id } = await context.directory.token(serial, site);
      const body = { mode: tokenModeSchema.parse(mode) };
      await output.done(await context.client.call(adminApi.setTokenMode, { id, body }), [`Token ${serial} is in mode ${mode}.`, `令牌 ${serial} 的模式已设为 ${mode}。`]);
    });

  define(token, 'sync <serial> <code1> <code2>', 'resynchronise a token from two consecutive codes; both are used up', 'token sync 100000001 123456 654321').option(...SITE)
    .action(async (serial: string, code1: string, code2: string, { site }: InSite) => {
      const { id } = await context.directory.token(serial, site);
      const reply = await context.client.call(adminApi.synchroniseToken, { id, body: { code1, code2 } });
      await output.done(reply, [`Token ${serial} is in step again; drift: ${reply.driftSteps} steps.`, `令牌 ${serial} 已同步；偏移 ${reply.driftSteps} 步。`]);
    });
}
