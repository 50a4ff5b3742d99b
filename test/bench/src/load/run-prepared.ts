import { Exchange } from './exchange.ts';
import type { Pace, Run, RunResult } from './job.ts';
import { judge } from './judge.ts';
import type { PreparedRequests } from './prepared-requests.ts';
import { SocketSet } from './socket-set.ts';

const LOOK_FOR_LOST_EVERY_MS = 50;
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
  if (pace.kind === 'closed') onReply = () => exchange.fill(pace.inFlight);
  try {
    const cpu = process.cpuUsage();
    const start = performance.now();
    await (pace.kind === 'closed' ? inWindow(exchange, pace, start + durationMs) : byTheClock(exchange, pace, start, start + durationMs));
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

/** Replies make room for the next requests; time only takes care of what is lost. */
async function inWindow(exchange: Exchange, { inFlight }: Extract<Pace, { kind: 'closed' }>, until: number): Promise<void> {
  exchange.fill(inFlight);
  while (performance.now() < until && !exchange.exhausted) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_FOR_LOST_EVERY_MS));
    exchange.giveUpLost(performance.now());
    exchange.fill(inFlight);
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
}

async function drained(exchange: Exchange): Promise<void> {
  const until = performance.now() + DRAIN_MS;
  while (exchange.pending > 0 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 5));
}
