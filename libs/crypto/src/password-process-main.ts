/**
 * The process that checks static passwords for {@link PasswordProcess}. It yields to every other: argon2id takes a processor for
 * tens of milliseconds, and sign-ins by code, which take a fraction of one, would stand behind it.
 */
import { readdirSync } from 'node:fs';
import os from 'node:os';
import { verifyPassword } from './passwords.ts';

export interface PasswordQuestion {
  readonly id: number;
  /** PHC string. */
  readonly hash: string;
  readonly password: string;
}

export interface PasswordAnswer {
  readonly id: number;
  readonly matches: boolean;
}

/** A tenth of what anything else gets where processors are short (nice(1)): slow then, and never at a standstill. */
const NICENESS = 10;

// On Linux each thread has a niceness of its own, which those that it starts inherit; some have been started by now.
const threads = process.platform === 'linux' ? readdirSync('/proc/self/task').map(Number) : [0];
const niceness = Math.min(os.constants.priority.PRIORITY_LOW, os.getPriority() + NICENESS);
for (const thread of threads) os.setPriority(thread, niceness);

process.on('message', ({ id, hash, password }: PasswordQuestion) => {
  void verifyPassword(hash, password).then((matches) => process.send?.({ id, matches } satisfies PasswordAnswer));
});
// It ends with whoever asks, however that ends; a terminal tells all processes at once, and this one is still asked then.
process.on('disconnect', () => process.exit());
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
