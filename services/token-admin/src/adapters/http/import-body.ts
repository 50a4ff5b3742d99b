import { adminApi } from '@countersign/contracts';
import { Refused } from '../../domain/refused.ts';
import { BadInput } from './bad-input.ts';

const LINE_FEED = 0x0a;

/**
 * Takes the body of an import apart: one line of JSON options, then the file, which is passed on as it arrives.
 * @throws Refused limit-exceeded, bad-request; BadInput when the options do not fit their schema
 */
export async function splitImportBody(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<{ options: adminApi.ImportOptions; file: AsyncIterable<Uint8Array> }> {
  const iterator = limited(body, maxBytes);
  let head = Buffer.alloc(0);
  for (;;) {
    const end = head.indexOf(LINE_FEED);
    if (end !== -1) return { options: parseOptions(head.subarray(0, end)), file: rejoin(head.subarray(end + 1), iterator) };
    if (head.length > adminApi.IMPORT_OPTIONS_BYTES) throw new Refused('bad-request', 'The line of options is too long.');
    const next = await iterator.next();
    if (next.done === true) throw new Refused('bad-request', 'The body has to be a line of options, a line feed, and the file.');
    head = Buffer.concat([head, next.value]);
  }
}

function parseOptions(line: Uint8Array): adminApi.ImportOptions {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(line).toString('utf8'));
  } catch {
    throw new Refused('bad-request', 'The first line of the body is not JSON.');
  }
  const parsed = adminApi.importOptionsSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new BadInput(parsed.error.issues.map(({ path, message }) => ({ path: ['options', ...path].join('.'), message })));
}

async function* limited(body: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array, void> {
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > maxBytes) throw new Refused('limit-exceeded', `An import may have ${maxBytes} bytes.`);
    yield chunk;
  }
}

async function* rejoin(first: Uint8Array, rest: AsyncGenerator<Uint8Array, void>): AsyncGenerator<Uint8Array, void> {
  if (first.length > 0) yield first;
  yield* rest;
}
