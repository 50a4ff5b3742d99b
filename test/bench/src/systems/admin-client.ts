import { readFile } from 'node:fs/promises';
import * as adminApi from '@countersign/contracts/admin-api';
import { z } from 'zod';

const pageSchema = z.looseObject({ items: z.array(z.looseObject({ id: z.string() })) });

export interface AgentHost {
  readonly siteId: string;
  readonly name: string;
  readonly address: string;
  readonly secret: string;
}

/** The few things that a benchmark asks of the admin API. */
export class AdminClient {
  private constructor(private readonly base: string, private readonly key: string) {}

  static async open(httpUrl: string, apiKeyFile: string): Promise<AdminClient> {
    return new AdminClient(`${httpUrl}/api/admin/v1`, (await readFile(apiKeyFile, 'utf8')).trim());
  }

  async findOrCreateSite(name: string): Promise<string> {
    const found = pageSchema.parse(await this.call('GET', `/sites?name=${encodeURIComponent(name)}`)).items[0];
    if (found) return found.id;
    return adminApi.createSite.reply.parse(await this.call('POST', '/sites', { name })).id;
  }

  async ensureAgentHost({ siteId, name, address, secret }: AgentHost): Promise<void> {
    const found = pageSchema.parse(await this.call('GET', `/agent-hosts?site=${siteId}&name=${encodeURIComponent(name)}`)).items[0];
    if (found) return;
    await this.call('POST', '/agent-hosts', { siteId, name, addresses: [{ address }], secret, openToSite: true });
  }

  async importTokens(options: z.input<typeof adminApi.importOptionsSchema>, file: AsyncIterable<Uint8Array>): Promise<adminApi.ImportReport> {
    async function* body(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`${JSON.stringify(options)}\n`);
      yield* file;
    }
    const response = await fetch(`${this.base}/token-imports`, {
      method: 'POST', duplex: 'half', body: ReadableStream.from(body()),
      headers: { authorization: `Bearer ${this.key}`, 'content-type': adminApi.IMPORT_CONTENT_TYPE },
    });
    return adminApi.importReportSchema.parse(await jsonOf(response));
  }

  async get(path: string): Promise<unknown> {
    return this.call('GET', path);
  }

  private async call(method: string, path: string, body?: unknown): Promise<unknown> {
    return jsonOf(await fetch(this.base + path, {
      method, headers: { authorization: `Bearer ${this.key}`, ...body !== undefined && { 'content-type': 'application/json' } },
      ...body !== undefined && { body: JSON.stringify(body) },
    }));
  }
}

async function jsonOf(response: Response): Promise<unknown> {
  const text = await response.text();
  if (!response.ok) throw new Error(`the admin API answered ${response.status}: ${text}`);
  return JSON.parse(text);
}
