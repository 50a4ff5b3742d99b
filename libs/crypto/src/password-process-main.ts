/**
 * The process that hashes and checks static passwords for {@link PasswordProcess}. It yields to every other: argon2id takes a processor for
 * tens of milliseconds, and sign-ins by code, which take a fraction of one, would stand behind it.
 */
import { readdirSync } from 'node:fs';
import os from 'node:os';
import { hashPassword, verifyPassword } from './passwords.ts';

export interface PasswordQuestion {
  readonly id: number;
  readonly password: string;
  /** PHC string that the password is compared with; null where a hash of it is wanted. */
  readonly hash: string | null;
}

export interface PasswordAnswer {
  readonly id: number;
  /** Whether it matches, or its hash; null when that could not be computed. */
  readonly answer: boolean | string | null;
}

/** A tenth of what anything else gets where processors are short (nice(1)): slow then, and never at a standstill. */
const NICENESS = 10;

// On Linux each thread has a niceness of its own, which those that it starts inherit; some have been started by now.
const threads = process.platform === 'linux' ? readdirSync('/proc/self/task').map(Number) : [0];
const niceness = Math.min(os.constants.priority.PRIORITY_LOW, os.getPriority() + NICENESS);
for (const thread of threads) os.setPriority(thread, niceness);

process.on('message', ({ id, hash, password }: PasswordQuestion) => {
  const answered: Promise<boolean | string> = hash === null ? hashPassword(password) : verifyPassword(hash, password);
  void answered.catch(() => null).then((answer) => process.send?.({ id, answer } satisfies PasswordAnswer));
});
// It ends with whoever asks, however that ends; a terminal tells all processes at once, and this one is still asked then.
process.on('disconnect', () => process.exit());
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
