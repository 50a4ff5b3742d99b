import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { reasonOf } from '../input/files.ts';

export interface HttpRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | AsyncIterable<Uint8Array> | undefined;
  /** Longest silence. */
  readonly timeoutMs: number;
}

export interface HttpReply {
  readonly status: number;
  readonly body: Buffer;
}

/** No reply came: `reason` is the system's name for the cause, such as ECONNREFUSED. */
export class NoReply extends Error {
  constructor(readonly reason: string) {
    super(reason);
  }
}

/** More than any reply of the admin API has. */
const REPLY_BYTES_MAXIMUM = 64 * 1024 * 1024;

/**
 * One HTTP request. A streamed body goes out as fast as the server takes it, and the reply is heard although the server
 * stops reading half-way. Redirects are not followed: they would carry the key elsewhere.
 * @throws NoReply; whatever reading the body throws
 */
export async function sendHttp({ url, method, headers, body, timeoutMs }: HttpRequest): Promise<HttpReply> {
  const start = url.startsWith('https:') ? httpsRequest : httpRequest;
  // Node.js gives no length to the body of a DELETE by itself.
  const length = typeof body === 'string' ? { 'content-length': String(Buffer.byteLength(body)) } : {};
  const request = start(url, { method, headers: { ...headers, ...length }, agent: false });
  request.setTimeout(timeoutMs, () => { request.destroy(new NoReply('ETIMEDOUT')); });
  const reply = replyTo(request);
  if (body === undefined || typeof body === 'string') {
    request.end(body);
    return reply;
  }
  let unreadable: unknown;
  const source = Readable.from(watched(body, (error) => { unreadable = error; }));
  // A failure to send matters only when no reply comes either.
  const [, received] = await Promise.allSettled([pipeline(source, request), reply]);
  if (received.status === 'fulfilled') return received.value;
  throw unreadable ?? received.reason;
}

async function* watched(body: AsyncIterable<Uint8Array>, onError: (error: unknown) => void): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    onError(error);
    throw error;
  }
}

function replyTo(request: ClientRequest): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    request.on('error', (error) => { reject(error instanceof NoReply ? error : new NoReply(reasonOf(error))); });
    request.on('response', (response) => { read(response).then(resolve, reject); });
  });
}

async function read(response: IncomingMessage): Promise<HttpReply> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of response) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a response without an encoding gives bytes
      const bytes = chunk as Buffer;
      chunks.push(bytes);
      length += bytes.length;
      if (length > REPLY_BYTES_MAXIMUM) throw new NoReply('reply too long');
    }
  } catch (error) {
    throw error instanceof NoReply ? error : new NoReply(reasonOf(error));
  }
  return { status: response.statusCode ?? 0, body: Buffer.concat(chunks) };
}
