import { adminApi } from '@countersign/contracts';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { type DateArgument, parseEnd } from '../input/dates.ts';
import { shortTime } from '../output/instant.ts';
import { labels } from '../output/labels.ts';
import { withPrivateFile } from '../output/private-file.ts';
import { define, family } from './define.ts';

interface AddOptions {
  readonly expires?: DateArgument;
  readonly file?: string;
}

/** `api-key list|add|revoke`: the keys of scripts and of this program. */
export function addApiKeyCommands(program: Command, context: Context): void {
  const { output } = context;
  const apiKey = family(program, 'api-key', 'API keys, with which programs use the admin API');

  define(apiKey, 'list', 'list the API keys, revoked ones too', 'api-key list').action(async () => {
    await output.list(context.client.pages(adminApi.listApiKeys), [
      { title: labels.name, text: ({ name }) => name },
      { title: labels.created, text: ({ createdAt }) => shortTime(createdAt) },
      { title: labels.expires, text: ({ expiresAt }) => shortTime(expiresAt) },
      { title: labels.revoked, text: ({ revokedAt }) => shortTime(revokedAt) },
      { title: labels.lastUsed, text: ({ lastUsedAt }) => shortTime(lastUsedAt ?? null) },
      { title: labels.id, text: ({ id }) => id },
    ], ['No API keys.', '没有 API 密钥。']);
  });

  define(apiKey, 'add <name>', 'make an API key; it is shown this once', 'api-key add backup-script --expires 2027-12-31 --file backup-key')
    .option('--expires <date>', 'its last day', parseEnd)
    .option('--file <file>', 'write the key to this new file (mode 0600) instead of printing it')
    .action(async (name: string, { expires, file: target }: AddOptions) => withPrivateFile(target, async (file) => {
      const { apiKey: made, key } = await context.client.call(adminApi.createApiKey, { body: { name, expiresAt: expires?.value ?? null } });
      await file?.write(`${key}\n`);
      if (file === undefined) await output.value({ apiKey: made, key }, `${key}\n`);
      else await output.done({ apiKey: made }, [`API key ${name} is in ${target ?? ''}.`, `API 密钥 ${name} 已写入 ${target ?? ''}。`]);
    }));

  define(apiKey, 'revoke <name>', 'revoke an API key for good', 'api-key revoke backup-script').action(async (name: string) => {
    const { id } = await context.directory.apiKey(name);
    await output.done(await context.client.call(adminApi.revokeApiKey, { id }), [`API key ${name} is revoked.`, `API 密钥 ${name} 已吊销。`]);
  });
}
