/* oxlint-disable typescript/no-unsafe-type-assertion -- what is asserted was checked by the zod schema of the operation */
import { readFileSync } from 'node:fs';
import { adminApi } from '@countersign/contracts';
import { CommandError, ExitCode } from '../exit-codes.ts';

/** What a call may carry; each part is checked by the server. */
export interface CallInput {
  readonly id?: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
}

type Call = <O extends adminApi.Operation>(operation: O, input?: CallInput) => Promise<adminApi.OperationReply<O>>;

/** Longest wait for one answer. */
const TIMEOUT_MS = 30_000;

/**
 * Calls the admin API at `COUNTERSIGN_URL` with the key in `COUNTERSIGN_API_KEY_FILE`.
 * @throws CommandError 1 with the problem's code and title, 3 when nothing answers, 2 when the key cannot be read
 */
export const call: Call = async (operation, input = {}) => {
  const base = process.env['COUNTERSIGN_URL'] ?? 'http://127.0.0.1:8080';
  const path = operation.path.replace('{id}', encodeURIComponent(input.id ?? ''));
  const query = new URLSearchParams(Object.entries(input.query ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined));
  const headers: Record<string, string> = { authorization: `Bearer ${readApiKey()}` };
  if (input.body !== undefined) headers['content-type'] = 'application/json';
  const text = query.size > 0 ? `?${query.toString()}` : '';
  const [status, reply] = await send(`${base.replace(/\/$/, '')}${adminApi.adminApiPrefix}${path}${text}`, base, {
    method: operation.method, headers, signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error',
    ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
  });
  if (status >= 400) throw problemError(reply);
  const parsed = operation.reply.safeParse(reply);
  if (!parsed.success) throw new CommandError(ExitCode.refused, 'unexpected-reply', `${base} answered what this version does not understand`);
  return parsed.data as adminApi.OperationReply<typeof operation>;
};

async function send(url: string, base: string, init: RequestInit): Promise<[number, unknown]> {
  try {
    const response = await fetch(url, init);
    return [response.status, await response.json().catch(() => null)];
  } catch {
    throw new CommandError(ExitCode.noAnswer, 'unreachable', `No answer from ${base}`);
  }
}

function problemError(reply: unknown): CommandError {
  const problem = adminApi.problemSchema.safeParse(reply);
  if (!problem.success) return new CommandError(ExitCode.refused, 'unexpected-reply', 'The server refused without saying why');
  const { code, title, detail, errors = [] } = problem.data;
  const parts = [title, detail, ...errors.map(({ path, message }) => `${path}: ${message}`)];
  return new CommandError(ExitCode.refused, code, parts.filter((part) => part !== undefined).join('; '));
}

function readApiKey(): string {
  const file = process.env['COUNTERSIGN_API_KEY_FILE'] ?? './data/admin-api-key';
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new CommandError(ExitCode.usage, 'file-unreadable', `Cannot read the API key in ${file} (COUNTERSIGN_API_KEY_FILE)`);
  }
}

/** Sends a streamed body, which may take as long as it needs; otherwise like {@link call}. */
export async function callWithStream<O extends adminApi.Operation>(operation: O, contentType: string, content: AsyncIterable<Uint8Array>): Promise<adminApi.OperationReply<O>> {
  const base = process.env['COUNTERSIGN_URL'] ?? 'http://127.0.0.1:8080';
  const headers = { authorization: `Bearer ${readApiKey()}`, 'content-type': contentType };
  const init = { method: operation.method, headers, body: content, duplex: 'half', redirect: 'error' } as RequestInit;
  const [status, reply] = await send(`${base.replace(/\/$/, '')}${adminApi.adminApiPrefix}${operation.path}`, base, init);
  if (status >= 400) throw problemError(reply);
  const parsed = operation.reply.safeParse(reply);
  if (!parsed.success) throw new CommandError(ExitCode.refused, 'unexpected-reply', `${base} answered what this version does not understand`);
  return parsed.data as adminApi.OperationReply<O>;
}
