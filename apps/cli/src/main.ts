import { openSync } from 'node:fs';
import path from 'node:path';
import { ReadStream } from 'node:tty';
import type { Input } from './input/line-source.ts';
import { run } from './program.ts';

/** The terminal of this process's session; undefined where it has none, as under cron. */
function openTerminal(): Input | undefined {
  try {
    return new ReadStream(openSync('/dev/tty', 'r'));
  } catch {
    return undefined;
  }
}

// Whoever reads may have seen enough (`… | head`): that is not a fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 70);
});

process.exitCode = await run(process.argv.slice(2), {
  get stdin() {
    return process.stdin;
  },
  stdout: process.stdout, stderr: process.stderr, environment: process.env, openTerminal,
  checkout: path.resolve(import.meta.dirname, '../../..'),
});
