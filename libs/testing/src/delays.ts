import { readFileSync, readdirSync } from 'node:fs';
import { type ThreadTimes, threadTimes } from './processor-wait.ts';

const LOOK_EVERY_MS = 15;

/**
 * Looks on while a process and what it started are at work, to tell how much of the time others took from them by holding
 * the processors (proc(5), /proc/PID/task/TID/schedstat):
 *
 * - what the main thread, which in Node.js runs all JavaScript, stood in the kernel's queue;
 * - what it slept while another thread of ours stood there: between two looks never more than it slept, nor more than
 *   the longest wait of one thread.
 *
 * Taken off the time that something took, it leaves what the same would have taken on a machine of its own. Where the
 * kernel does not tell, nothing is taken off.
 */
export class Delays {
  #lost = 0;
  #at = performance.now();
  #main: ThreadTimes;
  #others: ReadonlyMap<string, number>;
  readonly #timer = setInterval(() => this.#look(), LOOK_EVERY_MS);

  constructor(private readonly pid: number) {
    this.#main = threadTimes(this.#mainTask) ?? { ran: 0, queued: 0 };
    this.#others = this.#otherThreads();
  }

  /** Ends the looking. @returns milliseconds that others took */
  end(): number {
    clearInterval(this.#timer);
    this.#count();
    return this.#lost;
  }

  get #mainTask(): string {
    return `/proc/${this.pid}/task/${this.pid}`;
  }

  /** What a thread waits in the queue is known when it comes to its turn: until then the time is not divided. */
  #look(): void {
    if (stateOf(this.#mainTask) === 'S') this.#count();
  }

  #count(): void {
    const [now, main, others] = [performance.now(), threadTimes(this.#mainTask), this.#otherThreads()];
    if (!main) return;
    const queued = main.queued - this.#main.queued;
    const slept = Math.max(0, now - this.#at - queued - (main.ran - this.#main.ran));
    const waits = [...others].map(([task, total]) => total - (this.#others.get(task) ?? 0));
    this.#lost += queued + Math.min(slept, Math.max(0, ...waits));
    [this.#at, this.#main, this.#others] = [now, main, others];
  }

  #otherThreads(): ReadonlyMap<string, number> {
    const tasks = tasksOf(this.pid).filter((task) => task !== this.#mainTask);
    return new Map(tasks.map((task) => [task, threadTimes(task)?.queued ?? 0]));
  }
}

/** Every thread of a process and of its descendants. */
function tasksOf(pid: number): string[] {
  const tasks = listed(`/proc/${pid}/task`).map((task) => `/proc/${pid}/task/${task}`);
  const children = tasks.flatMap((task) => (read(`${task}/children`) ?? '').split(' ').map(Number).filter((child) => child > 0));
  return [...tasks, ...children.flatMap((child) => tasksOf(child))];
}

function stateOf(task: string): string | undefined {
  const stat = read(`${task}/stat`) ?? '';
  return stat.slice(stat.lastIndexOf(')') + 2)[0];
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // it ended while we looked
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined; // it ended while we looked, or the kernel does not tell
  }
}
