import * as adminApi from '@countersign/contracts/admin-api';
import type { z } from 'zod';
import { CommandError } from '../errors/command-error.ts';
import { ExitCode } from '../errors/exit-codes.ts';
import type { Language } from '../output/language.ts';
import { BAD_VALUES, problemError, unexpectedReply } from './problem.ts';
import { type HttpReply, type HttpRequest, NoReply, sendHttp } from './transport.ts';

type Operation = adminApi.Operation;
type Reply<O extends Operation> = z.output<O['reply']>;

/** What a call carries: the fields that the operation's schemas have. */
export interface CallInput<O extends Operation> {
  /** What stands for the one parameter of the path. */
  readonly id?: string;
  readonly query?: { readonly [Name in keyof z.input<O['query']>]?: string | undefined };
  readonly body?: O['body'] extends z.ZodType ? z.input<O['body']> : never;
}

/** An operation that gives a list page by page. */
export type ListOperation = Operation & { readonly reply: z.ZodType<{ items: unknown[]; nextCursor: string | null }> };
export type ItemOf<O extends ListOperation> = Reply<O>['items'][number];

export interface ClientSettings {
  /** Where the admin API is, without a slash at the end. */
  readonly url: string;
  /** Called when the first call needs the key. */
  readonly readKey: () => string;
  /** Language of what the server says. */
  readonly language: Language;
}

/** Longest silence during a call, in milliseconds. */
const TIMEOUT_MS = 30_000;
/** Longest silence while the server walks the whole trail, or takes a file in: an hour. */
const LONG_TIMEOUT_MS = 3_600_000;
const SLOW: ReadonlySet<string> = new Set<string>([adminApi.verifyAudit.id, adminApi.importTokens.id, adminApi.startTokenImport.id, adminApi.startUserImport.id]);
/** Items of one page. */
const PAGE_ITEMS = 1000;

/** The admin API of one server. */
export class AdminClient {
  readonly #settings: ClientSettings;
  #key: string | undefined;

  constructor(settings: ClientSettings) {
    this.#settings = settings;
  }

  /**
   * Calls an operation. The values are checked here first, by the schemas with which the server checks them.
   * @throws CommandError of the refusal, 'bad-request', 'unreachable' when nothing answers
   */
  async call<O extends Operation>(operation: O, input: CallInput<O> = {}): Promise<Reply<O>> {
    const { id = '', query = {}, body } = input;
    if (operation.body !== null) checkValues(operation.body, body ?? {});
    checkValues(operation.query, given(query));
    const text = new URLSearchParams(given(query)).toString();
    return this.#exchange(operation, {
      path: `${operation.path.replace(/\{\w+\}/, encodeURIComponent(id))}${text === '' ? '' : `?${text}`}`,
      headers: operation.body === null ? {} : { 'content-type': 'application/json' },
      body: operation.body === null ? undefined : JSON.stringify(body ?? {}),
    });
  }

  /** Calls an operation whose body is streamed. @throws as {@link call}, and whatever reading the body throws */
  async stream<O extends Operation>(operation: O, contentType: string, body: AsyncIterable<Uint8Array>): Promise<Reply<O>> {
    return this.#exchange(operation, { path: operation.path, headers: { 'content-type': contentType }, body });
  }

  /** A list, page by page. @throws as {@link call} */
  async *pages<O extends ListOperation>(operation: O, query: CallInput<O>['query'] = {}): AsyncGenerator<readonly ItemOf<O>[]> {
    for (let cursor: string | null | undefined; cursor !== null;) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every list takes these two
      const page = { ...query, limit: String(PAGE_ITEMS), cursor: cursor ?? undefined } as CallInput<O>['query'] & object;
      const reply: { items: ItemOf<O>[]; nextCursor: string | null } = await this.call(operation, { query: page });
      yield reply.items;
      cursor = reply.nextCursor;
    }
  }

  async #exchange<O extends Operation>(operation: O, request: { path: string } & Pick<HttpRequest, 'headers' | 'body'>): Promise<Reply<O>> {
    const { url, readKey, language } = this.#settings;
    this.#key ??= readKey();
    const headers = { ...request.headers, authorization: `Bearer ${this.#key}`, accept: 'application/json', 'accept-language': language };
    const { status, body } = await this.#send({
      url: `${url}${adminApi.adminApiPrefix}${request.path}`, method: operation.method, headers, body: request.body,
      timeoutMs: SLOW.has(operation.id) ? LONG_TIMEOUT_MS : TIMEOUT_MS,
    });
    const reply = parseJson(body);
    if (status >= 400) throw problemError(reply, url);
    const parsed = operation.reply.safeParse(reply);
    if (status >= 300 || !parsed.success) throw unexpectedReply(url);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the operation's own schema has just checked it
    return parsed.data as Reply<O>;
  }

  async #send(request: HttpRequest): Promise<HttpReply> {
    try {
      return await sendHttp(request);
    } catch (error) {
      if (!(error instanceof NoReply)) throw error;
      const { url } = this.#settings;
      throw new CommandError({
        exitCode: ExitCode.noAnswer, code: 'unreachable', detail: [`No answer from ${url} (${error.reason})`, `${url} 没有应答（${error.reason}）`],
        remedy: ['Start the server there (npm start), or set COUNTERSIGN_URL to where it runs.', '请在该处启动服务器（npm start），或将 COUNTERSIGN_URL 设为服务器的地址。'],
      });
    }
  }
}

/** @throws CommandError 'bad-request' that names each field in question */
export function checkValues(schema: z.ZodType, value: unknown): void {
  const parsed = schema.safeParse(value);
  if (parsed.success) return;
  const items = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new CommandError({ exitCode: ExitCode.usage, code: 'bad-request', detail: BAD_VALUES, items });
}

const given = (query: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined));

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}
