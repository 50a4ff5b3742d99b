import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import * as adminApi from '@countersign/contracts/admin-api';
import type { z } from 'zod';
import { notAllowed } from '../../application/jobs/job-rights.ts';
import type { Caller } from '../../domain/caller.ts';
import { Refused } from '../../domain/refused.ts';
import { parseInput } from './bad-input.ts';
import type { AuthenticatedRequest } from './call.ts';
import { parseJson } from './json.ts';
import { stillAllowed } from './still-allowed.ts';

const LINE_FEED = 0x0a;

export interface ImportBodyLimits {
  readonly maxBytes: number;
  /** Longest wait for the next piece. */
  readonly silenceMs: number;
}

/** A client that sends nothing for so long has gone. */
const SILENCE_MS = 60_000;

/** A request whose operation takes a file, and who was let in with it. */
export interface FileRequest {
  readonly request: AuthenticatedRequest;
  readonly caller: Caller;
}

/**
 * Hands the file of a request to the work that it is for, and reads away what that leaves. A file may take hours to arrive:
 * it does so for as long as its sender may send it.
 * @throws Refused when there is none, forbidden when the sender may not go on; as {@link splitImportBody}; whatever the work throws
 */
export async function takeFile<T, R>(
  { request, caller }: FileRequest, { mediaType, options: schema }: { readonly mediaType: string; readonly options: z.ZodType<T> }, maxBytes: number,
  work: (file: AsyncIterable<Uint8Array>, options: T) => Promise<R>,
): Promise<R> {
  const { body } = request;
  if (!(body instanceof Readable)) throw new Refused('bad-request', `The body has to be ${mediaType}.`);
  try {
    const { options, file } = await splitImportBody(body, schema, { maxBytes, silenceMs: SILENCE_MS });
    return await work(whileAllowed(file, stillAllowed(request, caller, Date.now)), options);
  } finally {
    discardRest(body);
  }
}

/** @throws Refused forbidden */
async function* whileAllowed(file: AsyncIterable<Uint8Array>, allowed: () => Promise<boolean>): AsyncGenerator<Uint8Array, void> {
  for await (const piece of file) {
    if (!await allowed()) throw notAllowed();
    yield piece;
  }
}

/**
 * Takes the body of an import apart: one line of JSON options, then the file, which is passed on as it arrives. The body
 * is left as it is when reading ends early; see {@link discardRest}.
 * @param schema of the options
 * @throws Refused limit-exceeded, deadline-exceeded, bad-request; BadInput when the options do not fit their schema. So
 *   does the file while it is read
 */
export async function splitImportBody<T>(body: Readable, schema: z.ZodType<T>, limits: ImportBodyLimits): Promise<{ options: T; file: AsyncIterable<Uint8Array> }> {
  const pieces = piecesOf(body, limits);
  try {
    const { line, rest } = await firstLine(pieces);
    return { options: parseInput('options', schema, parseJson(line, 'The line of options')), file: rejoin(rest, pieces) };
  } catch (error) {
    await pieces.return();
    throw error;
  }
}

async function firstLine(pieces: AsyncIterator<Uint8Array>): Promise<{ line: Uint8Array; rest: Uint8Array }> {
  let head = Buffer.alloc(0);
  for (;;) {
    const end = head.indexOf(LINE_FEED);
    if ((end === -1 ? head.length : end) > adminApi.FILE_OPTIONS_BYTES) throw new Refused('limit-exceeded', 'The line of options is too long.');
    if (end !== -1) return { line: head.subarray(0, end), rest: head.subarray(end + 1) };
    const next = await pieces.next();
    if (next.done === true) throw new Refused('bad-request', 'The body has to be a line of options, a line feed, and the file.');
    head = Buffer.concat([head, next.value]);
  }
}

/** What is worked on in one turn: some hundred tokens, some milliseconds. */
const PIECE_BYTES = 16_384;

async function* piecesOf(body: Readable, { maxBytes, silenceMs }: ImportBodyLimits): AsyncGenerator<Uint8Array, void> {
  // Destroying the body would close the connection under the reply.
  const iterator: AsyncIterator<Uint8Array> = body.iterator({ destroyOnReturn: false });
  try {
    for (let length = 0; ;) {
      const next = await nextPiece(iterator, silenceMs);
      if (next.done === true) return;
      length += next.value.length;
      if (length > maxBytes) throw new Refused('limit-exceeded', `An import may have ${maxBytes} bytes.`);
      for (let from = 0; from < next.value.length; from += PIECE_BYTES) {
        yield next.value.subarray(from, from + PIECE_BYTES);
        await turn(); // others have theirs: a fast upload is read many times in one turn of the event loop
      }
    }
  } finally {
    void iterator.return?.().catch(() => {}); // not waited for: after a silence the last piece is still to come
  }
}

async function nextPiece(iterator: AsyncIterator<Uint8Array>, silenceMs: number): Promise<IteratorResult<Uint8Array>> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Refused('deadline-exceeded', `Nothing came for ${silenceMs / 1000} seconds.`)), silenceMs);
  });
  const next = iterator.next().catch(() => {
    throw new Refused('bad-request', 'The upload broke off.');
  });
  try {
    return await Promise.race([next, silence]);
  } finally {
    clearTimeout(timer);
  }
}

async function* rejoin(first: Uint8Array, rest: AsyncGenerator<Uint8Array, void>): AsyncGenerator<Uint8Array, void> {
  try {
    if (first.length > 0) yield first;
    yield* rest;
  } finally {
    await rest.return(); // also when reading ended at the first piece
  }
}

/** Longest time that a client may go on sending what nobody reads any more. */
const DISCARD_MS = 30_000;

/** Reads what is left of a body and throws it away: a client that is still sending would not hear the reply. */
export function discardRest(body: Readable): void {
  if (body.readableEnded || body.destroyed) return;
  const timer = setTimeout(() => body.destroy(), DISCARD_MS).unref();
  const enough = (): void => clearTimeout(timer);
  body.on('end', enough).on('close', enough).on('error', enough).resume();
}
