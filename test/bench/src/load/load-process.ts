import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import type { ChallengeRun, Order, Report, Run, RunResult, Traffic } from './job.ts';
import { nextMessage } from './next-message.ts';

/** Buffers of the prepared requests and of every reply live outside the heap; their objects do not. */
const HEAP_MEGABYTES = 3072;

/** The load generator, a process of its own so that its CPU time is told apart. */
export class LoadProcess {
  private constructor(private readonly child: ChildProcess) {}

  static start(): LoadProcess {
    const script = path.join(import.meta.dirname, `worker${path.extname(import.meta.filename)}`);
    return new LoadProcess(fork(script, [], { execArgv: [`--max-old-space-size=${HEAP_MEGABYTES}`, '--max-semi-space-size=64'] }));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Makes the requests of the next run. */
  async prepare(traffic: Traffic): Promise<void> {
    await this.order({ order: 'prepare', traffic });
  }

  async run(run: Run): Promise<RunResult> {
    return resultOf(await this.order({ order: 'run', run }));
  }

  async challenge(run: ChallengeRun): Promise<RunResult> {
    return resultOf(await this.order({ order: 'challenge', run }));
  }

  private async order(order: Order): Promise<Report> {
    this.child.send(order);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- worker.ts sends nothing else
    const report = await nextMessage(this.child, 'the load process') as Report;
    if (report.report === 'failed') throw new Error(report.message);
    return report;
  }

  stop(): void {
    if (this.child.connected) this.child.disconnect();
  }
}

function resultOf(report: Report): RunResult {
  if (report.report !== 'ran') throw new Error(`the load process answered "${report.report}"`);
  return report.result;
}
