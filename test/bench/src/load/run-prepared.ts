import { Exchange } from './exchange.ts';
import type { Pace, Run, RunResult } from './job.ts';
import { judge } from './judge.ts';
import type { PreparedRequests } from './prepared-requests.ts';
import { SocketSet } from './socket-set.ts';

const LOOK_FOR_LOST_EVERY_MS = 50;
/**
 * A window opens by so many requests a millisecond: all at once they would overflow the socket buffer of a server that
 * reads slowly (Linux gives it room for some 200 small datagrams), and what is lost occupies the window for seconds.
 */
const OPENING_STEP = 16;
const DRAIN_MS = 3_000;
/**
 * Open loop: how long the process sleeps when nothing is due. Timers of the event loop are a millisecond coarse, which
 * is as much as a whole sign-in takes; a short sleep and a look at the sockets costs a few percent of a core.
 */
const NAP_MS = 0.05;

/** Sends prepared requests at a pace until the time or the requests run out, and judges every reply afterwards. */
export async function runPrepared(prepared: PreparedRequests, { target, pace, durationMs }: Run): Promise<RunResult> {
  let onReply = (): void => undefined;
  const sockets = await SocketSet.open(target, (slot, reply) => {
    if (exchange.receive(slot, reply)) onReply();
  });
  const exchange = new Exchange(prepared, (slot, datagram) => sockets.send(slot, datagram));
  try {
    const cpu = process.cpuUsage();
    const start = performance.now();
    if (pace.kind === 'closed') {
      const window = new Window(exchange, pace.inFlight);
      onReply = () => window.fill();
      await window.keepFull(start + durationMs);
    } else await byTheClock(exchange, pace, start, start + durationMs);
    const stoppedAt = performance.now();
    const { user, system } = process.cpuUsage(cpu);
    const exhausted = exchange.exhausted;
    onReply = () => undefined;
    await drained(exchange);
    const outcome = exchange.outcome();
    return { ...judge(prepared, outcome, start, stoppedAt), exhausted, generatorMicros: Math.round((user + system) / Math.max(1, outcome.sent) * 10) / 10 };
  } finally {
    sockets.close();
  }
}

/** Replies make room for the next requests; time only opens the window and takes care of what is lost. */
class Window {
  private size = 0;

  constructor(private readonly exchange: Exchange, private readonly inFlight: number) {}

  fill(): void {
    this.exchange.fill(this.size);
  }

  async keepFull(until: number): Promise<void> {
    while (performance.now() < until && !this.exchange.exhausted) {
      this.size = Math.min(this.inFlight, this.size + OPENING_STEP);
      this.exchange.giveUpLost(performance.now());
      this.fill();
      await new Promise((resolve) => setTimeout(resolve, this.size < this.inFlight ? 1 : LOOK_FOR_LOST_EVERY_MS));
    }
  }
}

async function byTheClock(exchange: Exchange, { perSecond }: Extract<Pace, { kind: 'open' }>, start: number, until: number): Promise<void> {
  const pillow = new Int32Array(new SharedArrayBuffer(4));
  for (let now = start; now < until && !exchange.exhausted; now = performance.now()) {
    exchange.sendDue(start, perSecond, now);
    exchange.giveUpLost(now);
    // Replies are read here.
    await new Promise((resolve) => setImmediate(resolve));
    Atomics.wait(pillow, 0, 0, NAP_MS);
  }
  // What fell due after the last look: a process that was held up at the end owes it as well.
  exchange.sendDue(start, perSecond, until);
}

async function drained(exchange: Exchange): Promise<void> {
  const until = performance.now() + DRAIN_MS;
  while (exchange.pending > 0 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 5));
}
