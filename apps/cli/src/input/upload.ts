import { type FileHandle, open } from 'node:fs/promises';
import { unreadable } from './files.ts';

/**
 * Opens a file, has it sent behind its line of options, and closes it.
 * @throws CommandError 'file-unreadable'; whatever sending throws
 */
export async function withUpload<T>(file: string, options: unknown, send: (body: AsyncIterable<Uint8Array>) => Promise<T>): Promise<T> {
  const handle = await openFile(file);
  try {
    return await send(body(JSON.stringify(options), handle, file));
  } finally {
    await handle.close();
  }
}

async function* body(options: string, handle: FileHandle, file: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${options}\n`);
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a stream without an encoding gives bytes
    for await (const chunk of handle.createReadStream({ autoClose: false })) yield chunk as Buffer;
  } catch (error) {
    throw unreadable(file, error);
  }
}

async function openFile(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'r');
  } catch (error) {
    throw unreadable(file, error);
  }
}
