import { randomUUID } from 'node:crypto';
import * as adminApi from '@countersign/contracts/admin-api';
import type { z } from 'zod';

interface Input<O extends adminApi.Operation> {
  readonly parameters?: z.input<O['parameters']>;
  readonly query?: z.input<O['query']>;
  readonly body?: O['body'] extends z.ZodType ? z.input<O['body']> : never;
}

/** The machine may be so busy that a part of the server is given up; whatever may be repeated is, as a good client does. */
const UNAVAILABLE = 503;
const TRIES = 5;
const RETRY_MS = 500;

/** The admin HTTP API as a script calls it. A refusal throws with status and code. */
export class AdminApi {
  constructor(private readonly url: string, private readonly key: string) {}

  async call<O extends adminApi.Operation>(operation: O, { parameters, query, body }: Input<O>): Promise<z.output<O['reply']>> {
    const path = Object.entries(parameters ?? {}).reduce((text, [name, value]) => text.replace(`{${name}}`, encodeURIComponent(String(value))), operation.path);
    const search = new URLSearchParams(Object.entries(query ?? {}).map(([name, value]): [string, string] => [name, String(value)]));
    const repeatable = adminApi.takesIdempotencyKey(operation) ? { [adminApi.IDEMPOTENCY_HEADER]: randomUUID() } : {};
    // An empty body that claims to be JSON is refused.
    const request = body === undefined
      ? { headers: { ...this.headers(), ...repeatable } }
      : { headers: { ...this.headers('application/json'), ...repeatable }, body: JSON.stringify(body) };
    const again = operation.method === 'GET' || adminApi.takesIdempotencyKey(operation);
    return this.send(operation, `${path}?${search.toString()}`, { method: operation.method, ...request }, again ? TRIES : 1);
  }

  /** Imports a token file. */
  async importTokens(options: z.input<typeof adminApi.importOptionsSchema>, file: string | Uint8Array): Promise<adminApi.ImportReport> {
    return this.send(adminApi.importTokens, adminApi.importTokens.path, {
      method: 'POST', headers: this.headers(adminApi.IMPORT_CONTENT_TYPE), body: Buffer.concat([Buffer.from(`${JSON.stringify(options)}\n`), Buffer.from(file)]),
    });
  }

  /** Imports the text of a CSV file of users, and waits until that has ended. */
  async importUsers(options: z.input<typeof adminApi.userImportOptionsSchema>, file: string): Promise<adminApi.Job> {
    const { id } = await this.startUserImport(options, file);
    return this.job(id, ({ endedAt }) => endedAt !== null);
  }

  async startUserImport(options: z.input<typeof adminApi.userImportOptionsSchema>, file: string): Promise<adminApi.Job> {
    const { startUserImport } = adminApi;
    return this.send(startUserImport, startUserImport.path, {
      method: 'POST', headers: this.headers(startUserImport.file.mediaType), body: `${JSON.stringify(options)}\n${file}`,
    });
  }

  /** Imports the text of a token file as a job. */
  async startTokenImport(options: z.input<typeof adminApi.tokenImportJobOptionsSchema>, file: string): Promise<adminApi.Job> {
    const { startTokenImport } = adminApi;
    return this.send(startTokenImport, startTokenImport.path, {
      method: 'POST', headers: this.headers(startTokenImport.file.mediaType), body: `${JSON.stringify(options)}\n${file}`,
    });
  }

  /** The job as soon as it is so. */
  async job(id: string, isSo: (job: adminApi.Job) => boolean): Promise<adminApi.Job> {
    for (;;) {
      const { job } = await this.call(adminApi.getJob, { parameters: { id } });
      if (isSo(job)) return job;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  private headers(contentType?: string): Record<string, string> {
    return { authorization: `Bearer ${this.key}`, ...contentType === undefined ? {} : { 'content-type': contentType } };
  }

  private async send<O extends adminApi.Operation>(operation: O, path: string, request: RequestInit, tries = 1): Promise<z.output<O['reply']>> {
    const response = await fetch(`${this.url}${adminApi.adminApiPrefix}${path}`, request);
    if (response.status === UNAVAILABLE && tries > 1) {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      return this.send(operation, path, request, tries - 1);
    }
    const text = await response.text();
    if (response.status !== operation.status) throw new Error(`${operation.id}: ${response.status} ${text}`);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what this schema has parsed
    return operation.reply.parse(JSON.parse(text)) as z.output<O['reply']>;
  }
}
