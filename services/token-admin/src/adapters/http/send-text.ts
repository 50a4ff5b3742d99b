import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { AuthenticatedRequest } from './call.ts';
import { stillAllowed } from './still-allowed.ts';

export interface TextReply {
  /** Media type without charset; it is UTF-8. */
  readonly type: string;
  /** Offered to a browser as the name of a file. */
  readonly fileName?: string;
}

/**
 * Sends text as it is made, no faster than the client takes it. The first piece is made before anything is sent, so
 * that what fails at once is refused like any other request; what fails later cuts the connection, which a client
 * notices – as it does when whoever asked for a file may not have it any more. Ends the pieces when the client goes away.
 */
export async function sendText(reply: FastifyReply, { type, fileName }: TextReply, pieces: AsyncGenerator<string>): Promise<void> {
  const first = await pieces.next();
  void reply.header('content-type', `${type}; charset=utf-8`);
  if (fileName !== undefined) void reply.header('content-disposition', `attachment; filename="${fileName}"`);
  const text = first.done === true ? [] : following(first.value, pieces);
  void reply.send(Readable.from(fileName === undefined ? text : whileAllowed(text, mayGoOn(reply))));
}

function mayGoOn({ request }: FastifyReply): () => Promise<boolean> {
  const authenticated: AuthenticatedRequest = request;
  if (authenticated.caller === undefined) throw new Error('A file is for whoever was let in.');
  return stillAllowed(authenticated, authenticated.caller, Date.now);
}

async function* whileAllowed(pieces: AsyncIterable<string> | Iterable<string>, allowed: () => Promise<boolean>): AsyncGenerator<string> {
  for await (const piece of pieces) {
    if (!await allowed()) throw new Error('Whoever asked for the file may not have it any more.');
    yield piece;
  }
}

async function* following(first: string, pieces: AsyncGenerator<string>): AsyncGenerator<string> {
  try {
    yield first;
    yield* pieces;
  } finally {
    await pieces.return(undefined);
  }
}
