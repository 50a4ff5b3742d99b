import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** The next message of a child. @throws Error when the child ends instead */
export async function nextMessage(child: ChildProcess, name: string): Promise<unknown> {
  const over = new AbortController();
  try {
    const message = once(child, 'message', { signal: over.signal }).then(([first]): unknown => first);
    const end = once(child, 'exit', { signal: over.signal }).then((): never => { throw new Error(`${name} ended before it answered`); });
    return await Promise.race([message, end]);
  } finally {
    over.abort();
  }
}
