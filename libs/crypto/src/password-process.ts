import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { PasswordAnswer, PasswordQuestion } from './password-process-main.ts';

/** Built, it lies beside this file as well. */
const MAIN = path.join(import.meta.dirname, `password-process-main${path.extname(import.meta.filename)}`);

/** The memory of the process is given back when nobody has asked for so long. */
const IDLE_MS = 60_000;

/** A process that has not answered for so long – a password takes tens of milliseconds – is stopped or stuck. */
const ANSWER_MS = 30_000;

interface Waiting {
  readonly resolve: (answer: PasswordAnswer['answer']) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Hashes and checks static passwords in a process of its own, which is started when the first one comes, and has less
 * priority than everything else. Threads would not do: one that yields while it holds the memory of its process makes all
 * others wait, and each password takes 19 MiB for as long as it is computed.
 */
export class PasswordProcess {
  private child: ChildProcess | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private asked = 0;
  private closed = false;
  private idle: NodeJS.Timeout | undefined;

  constructor(private readonly times = { idleMs: IDLE_MS, answerMs: ANSWER_MS }) {}

  /**
   * False for a wrong password and for a hash that is none.
   *
   * @param hash PHC string
   * @throws Error when the process ended before it answered, or did not answer in time; the next question starts another
   */
  async verify(hash: string, password: string): Promise<boolean> {
    return await this.ask(hash, password) === true;
  }

  /**
   * A PHC string of argon2id.
   *
   * @throws Error as `verify` does
   */
  async hash(password: string): Promise<string> {
    const answer = await this.ask(null, password);
    if (typeof answer !== 'string') throw new Error('the password could not be hashed');
    return answer;
  }

  private async ask(hash: string | null, password: string): Promise<PasswordAnswer['answer']> {
    if (this.closed) throw new Error('passwords are no longer checked');
    clearTimeout(this.idle);
    const child = this.child ??= this.start();
    this.asked += 1;
    const question: PasswordQuestion = { id: this.asked, hash, password };
    const overdue = setTimeout(() => child.kill('SIGKILL'), this.times.answerMs);
    try {
      return await new Promise((resolve, reject) => {
        this.waiting.set(question.id, { resolve, reject });
        child.send(question, (error) => {
          if (error) this.ended(child, error);
        });
      });
    } finally {
      clearTimeout(overdue);
    }
  }

  /** Ends the process; what is being checked fails. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.idle);
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL'); // it has nothing to lose
    await exit;
  }

  private start(): ChildProcess {
    const child = fork(MAIN, [], { env: {}, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    // Whoever asks lives as long as it has something to do – the timer of a question, too – and this one no longer.
    child.unref();
    child.channel?.unref();
    child.on('message', ({ id, answer }: PasswordAnswer) => {
      this.waiting.get(id)?.resolve(answer);
      this.waiting.delete(id);
      if (this.waiting.size === 0 && this.child === child) this.rest(child);
    });
    child.on('error', (error) => this.ended(child, error));
    child.once('exit', () => this.ended(child, new Error('the process that checks passwords ended')));
    return child;
  }

  /** Whoever asks later starts another. */
  private rest(child: ChildProcess): void {
    clearTimeout(this.idle);
    this.idle = setTimeout(() => {
      this.child = undefined;
      child.kill('SIGKILL');
    }, this.times.idleMs).unref();
  }

  private ended(child: ChildProcess, error: Error): void {
    if (this.child !== child) return;
    this.child = undefined;
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}
