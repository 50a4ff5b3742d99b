import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

export interface TextReply {
  /** Media type without charset; it is UTF-8. */
  readonly type: string;
  /** Offered to a browser as the name of a file. */
  readonly fileName?: string;
}

/**
 * Sends text as it is made, no faster than the client takes it. The first piece is made before anything is sent, so
 * that what fails at once is refused like any other request; what fails later cuts the connection, which a client
 * notices. Ends the pieces when the client goes away.
 */
export async function sendText(reply: FastifyReply, { type, fileName }: TextReply, pieces: AsyncGenerator<string>): Promise<void> {
  const first = await pieces.next();
  void reply.header('content-type', `${type}; charset=utf-8`);
  if (fileName !== undefined) void reply.header('content-disposition', `attachment; filename="${fileName}"`);
  void reply.send(Readable.from(first.done === true ? [] : following(first.value, pieces)));
}

async function* following(first: string, pieces: AsyncGenerator<string>): AsyncGenerator<string> {
  try {
    yield first;
    yield* pieces;
  } finally {
    await pieces.return(undefined);
  }
}
