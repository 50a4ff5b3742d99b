import * as adminApi from '@countersign/contracts/admin-api';
import type { z } from 'zod';

/** The admin API refused; the message has its code and its words. */
export class AdminRefusal extends Error {
  constructor(readonly code: string, operation: string, title: string) {
    super(`${operation}: ${code} (${title})`);
  }
}

interface Input<O extends adminApi.Operation> {
  readonly parameters?: z.input<O['parameters']>;
  readonly query?: z.input<O['query']>;
  readonly body?: O['body'] extends z.ZodType ? z.input<O['body']> : undefined;
}

const TIMEOUT_MS = 10_000;

/** Calls operations of the admin API, typed by their contracts. */
export class AdminClient {
  constructor(private readonly baseUrl: string, private readonly apiKey: string) {}

  /** @throws AdminRefusal for a problem document; TypeError (fetch) when nobody answers */
  async call<O extends adminApi.Operation>(operation: O, { parameters, query, body }: Input<O>): Promise<z.output<O['reply']>> {
    const url = new URL(adminApi.adminApiPrefix + filled(operation.path, parameters ?? {}), this.baseUrl);
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, String(value));
    const response = await fetch(url, {
      method: operation.method,
      headers: { authorization: `Bearer ${this.apiKey}`, ...body === undefined ? {} : { 'content-type': 'application/json' } },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const reply: unknown = await response.json();
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what this schema has parsed
    if (response.ok) return operation.reply.parse(reply) as z.output<O['reply']>;
    const problem = adminApi.problemSchema.safeParse(reply);
    throw new AdminRefusal(problem.data?.code ?? String(response.status), operation.id, problem.data?.detail ?? problem.data?.title ?? response.statusText);
  }
}

function filled(path: string, parameters: object): string {
  return Object.entries(parameters).reduce((text, [name, value]) => text.replace(`{${name}}`, encodeURIComponent(String(value))), path);
}
