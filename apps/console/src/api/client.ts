import * as api from '@countersign/contracts/admin-api';
import type { z } from 'zod';
import { NotConfirmed, ProblemError, problemOf, tooLate, unreachable } from './problem.ts';

type Operation = api.Operation;
export type Reply<O extends Operation> = z.output<O['reply']>;

/** Optional where it holds nothing, or nothing that has to be given. */
type Given<Name extends string, Value> = [Value] extends [Record<string, never>] ? { readonly [N in Name]?: Value } : object extends Value ? { readonly [N in Name]?: Value } : { readonly [N in Name]: Value };

/** What a call carries, by the operation's own schemas; `version` becomes If-Match. The same idempotency key makes a thing once. */
export type CallInput<O extends Operation> =
  & Given<'parameters', z.input<O['parameters']>>
  & Given<'body', O['body'] extends z.ZodType ? z.input<O['body']> : Record<string, never>>
  & {
    readonly query?: QueryOf<O>; readonly version?: number; readonly idempotencyKey?: string; readonly signal?: AbortSignal;
    /** Asked by the page itself: it does not put off the session's end. */
    readonly background?: boolean;
  };

/** A query as it stands in a URL; what is undefined is left out. */
export type QueryOf<O extends Operation> = { readonly [Name in keyof z.input<O['query']>]?: string | number | boolean | undefined };

export interface ClientSettings {
  readonly fetch: typeof fetch;
  /** The session's CSRF token; null before sign-in. */
  readonly csrf: () => string | null;
  readonly language: () => 'en' | 'zh';
  /** Called when the server no longer knows the session. */
  readonly signedOut: () => void;
  /** Asks for the own password, where the server wants to see it first. @returns whether it was given */
  readonly confirm?: () => Promise<boolean>;
  /** Milliseconds until an answer is given up on. */
  readonly patienceMs?: number;
}

/** Milliseconds until a page gives up on an answer: more than the server's statements take, unless it was told to be more patient. */
const PATIENCE_MS = 40_000;

/** The admin API of the server that served this page. The browser sends the session's cookie by itself. */
export class ApiClient {
  constructor(private readonly settings: ClientSettings) {}

  /**
   * Calls an operation. Replies are not parsed again: the server checks each against the same schema before it leaves.
   * @throws ProblemError; NotConfirmed where the own password was asked for and not given
   */
  async call<O extends Operation>(operation: O, input: CallInput<O>): Promise<Reply<O>> {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what every CallInput is, without its operation
    const { parameters, query, body, version, idempotencyKey, signal, background } = input as LooseInput;
    const json = operation.body === null ? undefined : JSON.stringify(body ?? {});
    const send = async (): Promise<Reply<O>> => this.#send(operation, pathOf(operation, parameters, query), {
      ...json === undefined ? {} : { body: json },
      signal: this.#patience(signal),
    }, {
      ...json === undefined ? {} : { 'content-type': 'application/json' },
      ...version === undefined ? {} : { 'if-match': `"${version}"` },
      ...background === true ? { [api.BACKGROUND_HEADER]: '1' } : {},
      ...idempotencyKey === undefined ? {} : { [api.IDEMPOTENCY_HEADER]: idempotencyKey },
    });
    try {
      return await send();
    } catch (error) {
      const { confirm } = this.settings;
      if (!(error instanceof ProblemError) || error.code !== 'confirmation-needed' || confirm === undefined) throw error;
      if (!await confirm()) throw new NotConfirmed(error.problem);
      return send(); // nothing was done the first time
    }
  }

  /** Calls an operation that takes a file behind a line of options. @throws ProblemError */
  async uploadFile<O extends Operation & { readonly file: NonNullable<Operation['file']> }>(operation: O, options: z.input<O['file']['options']>, file: Blob): Promise<Reply<O>> {
    const body = new Blob([`${JSON.stringify(options)}\n`, file]);
    return this.#send(operation, pathOf(operation), { body }, { 'content-type': operation.file.mediaType });
  }

  async #send<O extends Operation>(operation: O, path: string, request: RequestInit, headers: Record<string, string>): Promise<Reply<O>> {
    const csrf = this.settings.csrf();
    const response = await this.#fetch(path, {
      ...request, method: operation.method, credentials: 'same-origin', cache: 'no-store',
      headers: {
        ...headers, accept: 'application/json', 'accept-language': this.settings.language(),
        ...operation.method === 'GET' || csrf === null ? {} : { [api.CSRF_HEADER]: csrf },
      },
    });
    const text = await this.#read(response, request);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the server has checked it against this operation's schema
    if (response.ok) return JSON.parse(text) as Reply<O>;
    const problem = problemOf(response.status, text, response.headers.get('retry-after'));
    if (problem.code === 'unauthenticated') this.settings.signedOut();
    throw problem;
  }

  async #fetch(path: string, request: RequestInit): Promise<Response> {
    try {
      return await this.settings.fetch(`${api.adminApiPrefix}${path}`, request);
    } catch (error) {
      throw failureOf(error, request);
    }
  }

  async #read(response: Response, request: RequestInit): Promise<string> {
    try {
      return await response.text();
    } catch (error) {
      throw failureOf(error, request);
    }
  }

  /** Ends with whoever asked, and after a while. */
  #patience(signal: AbortSignal | undefined): AbortSignal {
    const late = AbortSignal.timeout(this.settings.patienceMs ?? PATIENCE_MS);
    return signal === undefined ? late : AbortSignal.any([signal, late]);
  }
}

/** Whoever asked and went hears the browser's own error. */
function failureOf(error: unknown, { signal }: RequestInit): unknown {
  if (signal?.aborted !== true) return unreachable();
  return signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError' ? tooLate() : error;
}

interface LooseInput {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  readonly version?: number;
  readonly idempotencyKey?: string;
  readonly background?: boolean;
  readonly signal?: AbortSignal;
}

/** The operation's path with its parameters filled in and the query behind it. */
export function pathOf(operation: Operation, parameters: LooseInput['parameters'] = {}, query: LooseInput['query'] = {}): string {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''));
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, String(value)]]));
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}
