import * as adminApi from '@countersign/contracts/admin-api';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Context } from '../context.ts';
import { type DateArgument, parseEnd } from '../input/dates.ts';
import { shortTime } from '../output/instant.ts';
import { labels } from '../output/labels.ts';
import { say } from '../output/language.ts';
import { withPrivateFile } from '../output/private-file.ts';
import { collect } from '../input/values.ts';
import { define, family } from './define.ts';
import { type ScopeOptions, scopeOf, scopeText, withScope } from './scope.ts';

interface AddOptions extends ScopeOptions {
  readonly permission?: readonly adminApi.Permission[];
  readonly expires?: DateArgument;
  readonly file?: string;
  readonly installation?: boolean;
}

/** `api-key list|add|revoke`: the keys of scripts and of this program. */
export function addApiKeyCommands(program: Command, context: Context): void {
  const { output } = context;
  const apiKey = family(program, 'api-key', 'API keys, with which programs use the admin API');

  define(apiKey, 'list', 'list the API keys, revoked ones too', 'api-key list').action(async () => {
    const tree = await context.directory.sites();
    await output.list(context.client.pages(adminApi.listApiKeys), [
      { title: labels.name, text: ({ name }) => name },
      { title: ['Permissions', '权限'], text: ({ permissions }) => (permissions.length === adminApi.permissions.length ? say(['all', '全部'], context.language) : permissions.join(' ')) },
      { title: ['Scope', '范围'], text: ({ scope }) => scopeText(scope, tree, context.language) },
      { title: labels.created, text: ({ createdAt }) => shortTime(createdAt) },
      { title: labels.expires, text: ({ expiresAt }) => shortTime(expiresAt) },
      { title: labels.revoked, text: ({ revokedAt }) => shortTime(revokedAt) },
      { title: labels.lastUsed, text: ({ lastUsedAt }) => shortTime(lastUsedAt ?? null) },
      { title: ['Owner', '归属'], text: ({ owner }) => (owner === null ? say(['the installation', '系统'], context.language) : owner.login) },
      { title: labels.id, text: ({ id }) => id },
    ], ['No API keys.', '没有 API 密钥。']);
  });

  withScope(define(
    apiKey, 'add <name>', 'make an API key; it is shown this once. It may do what your key may, or less',
    'api-key add backup-script --expires 2027-12-31 --file backup-key', 'api-key add portal --permission directory.read --permission users.unlock --scope-site Office',
  ))
    .addOption(new Option('--permission <permission>', 'what it may do; again for each further one. All that your key may, unless given').argParser(collect(parsePermission)))
    .option('--expires <date>', 'its last day', parseEnd)
    .option('--file <file>', 'write the key to this new file (mode 0600) instead of printing it')
    .option('--installation', 'a key of the installation, which outlives every account; only for those who may do everything')
    .action(async (name: string, { expires, file: target, permission, installation, ...reach }: AddOptions) => withPrivateFile(target, async (file) => {
      const scope = await scopeOf(context, reach);
      const { apiKey: made, key } = await context.client.call(adminApi.createApiKey, {
        body: { name, expiresAt: expires?.value ?? null, ...installation === true ? { ofInstallation: true } : {}, ...permission === undefined ? {} : { permissions: [...permission] }, ...scope === undefined ? {} : { scope } },
      });
      await file?.write(`${key}\n`);
      if (file === undefined) await output.value({ apiKey: made, key }, `${key}\n`);
      else await output.done({ apiKey: made }, [`API key ${name} is in ${target ?? ''}.`, `API 密钥 ${name} 已写入 ${target ?? ''}。`]);
    }));

  define(apiKey, 'revoke <name>', 'revoke an API key for good', 'api-key revoke backup-script').action(async (name: string) => {
    const { id } = await context.directory.apiKey(name);
    await output.done(await context.client.call(adminApi.revokeApiKey, { id }), [`API key ${name} is revoked.`, `API 密钥 ${name} 已吊销。`]);
  });
}

function parsePermission(text: string): adminApi.Permission {
  const permission = adminApi.permissions.find((known) => known === text);
  if (permission === undefined) throw new InvalidArgumentError(`must be one of ${adminApi.permissions.join(', ')}`);
  return permission;
}
