import type { Bench } from '../bench.ts';
import type { ChallengeRun, Pace, RunResult, Traffic } from '../load/job.ts';
import type { OurSystem, System } from '../systems/system.ts';
import { chainLength, untilDrained } from './audit-backlog.ts';
import { mapValues, observe } from './observation.ts';

/** One run against one system. */
export interface Measurement {
  readonly system: string;
  readonly load: string;
  readonly round: number;
  readonly result: RunResult;
  /** CPU microseconds per request sent, by process; the audit pipeline's work for it is included. */
  readonly cpuMicros: Readonly<Record<string, number>>;
  /** Megabytes at the peak, by process. */
  readonly peakMegabytes: Readonly<Record<string, number>>;
  /** Share of the machine that processes used which have nothing to do with the run. */
  readonly othersShare: number;
  /** Until the audit chain held everything; null for the peer. */
  readonly drainMs: number | null;
  readonly drained: boolean;
}

/** A system that runs are made against. */
export interface Contestant {
  readonly system: System;
  /** The same system, if it is ours. */
  readonly ours: OurSystem | undefined;
}

export interface RunPlan {
  readonly load: string;
  readonly round: number;
  readonly go: () => Promise<RunResult>;
}

/** Makes one run and watches every process that has to do with it until its audit events are in the chain. */
export async function measureRun(bench: Bench, { system, ours }: Contestant, { load, round, go }: RunPlan): Promise<Measurement> {
  const before = ours ? await chainLength(ours.adminUrl) : 0;
  const done = observe({
    processes: { ...system.pids(), generator: [bench.load.pid], bench: [process.pid] }, trees: { postgres: bench.database.pid },
  });
  const result = await go();
  const drainMs = ours ? await untilDrained(ours.adminUrl, before + result.right + result.wrong) : null;
  const { cpuSeconds, peakMegabytes, othersShare } = done();
  const named = new Set([...Object.keys(system.pids()), 'postgres']);
  const cpuMicros = mapValues(cpuSeconds, (seconds) => Math.round((seconds * 1e6) / Math.max(1, result.sent)));
  return {
    system: system.name, load, round, result, othersShare, drainMs, drained: !ours || drainMs !== null,
    cpuMicros: Object.fromEntries(Object.entries(cpuMicros).filter(([name]) => named.has(name))),
    peakMegabytes: Object.fromEntries(Object.entries(peakMegabytes).filter(([name]) => named.has(name))),
  };
}

export interface TrafficPlan {
  readonly pace: Pace;
  readonly durationMs: number;
  /** Unix milliseconds: the time step of the codes begins. */
  readonly notBefore: number;
  /** Other traffic that begins a moment before and lasts at least as long. */
  readonly beside?: (() => Promise<unknown>) | undefined;
}

/** How long other traffic runs before the run that is measured. */
export const HEAD_START_MS = 1_000;

/** Makes the requests, waits for their time step, sends them. */
export async function runTraffic(bench: Bench, system: System, traffic: Traffic, plan: TrafficPlan): Promise<RunResult> {
  const { pace, durationMs, notBefore, beside } = plan;
  await bench.load.prepare(traffic);
  await sleepUntil(notBefore);
  const other = beside?.();
  if (other) await new Promise((resolve) => setTimeout(resolve, HEAD_START_MS));
  const result = await bench.load.run({ target: system.target, pace, durationMs });
  await other;
  return result;
}

export async function runDialogues(bench: Bench, run: ChallengeRun, notBefore: number): Promise<RunResult> {
  await sleepUntil(notBefore);
  return bench.load.challenge(run);
}

/** @param time Unix milliseconds; a little later, so that clocks agree on the step */
async function sleepUntil(time: number): Promise<void> {
  const wait = time - Date.now();
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait + 20));
}
