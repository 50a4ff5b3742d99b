import type { Bench } from '../bench.ts';
import type { Pace, Traffic } from '../load/job.ts';
import { type Contestant, HEAD_START_MS, type Measurement, measureRun, runTraffic } from '../measure/measure-run.ts';
import { TimeSteps } from '../measure/time-steps.ts';
import { loadDirectory } from '../people/load-directory.ts';
import type { Population } from '../people/population.ts';
import type { PeerVariant } from '../peer/variants.ts';
import { RADIUS_SECRET } from '../systems/start-ours.ts';

/** More accepts per second than any system here reaches: so many requests are made for a closed loop. */
export const CEILING_PER_SECOND = 25_000;
const WARM_UP_SECONDS = 3;
const SPARE = 2;
/** A warm-up may have been slow. */
const FASTEST_START = 8_000;

export interface Load {
  readonly name: string;
  readonly pace: Pace;
  /** Peer variants that are shown at this load. */
  readonly peers: readonly PeerVariant[];
}

export const CLOSED_64: Load = { name: '64 in flight', pace: { kind: 'closed', inFlight: 64 }, peers: ['same-work', 'no-record', 'no-protection'] };
export const CLOSED_256: Load = { name: '256 in flight', pace: { kind: 'closed', inFlight: 256 }, peers: ['same-work', 'no-record', 'no-protection'] };
export const openLoad = (perSecond: number): Load => ({ name: `${perSecond.toLocaleString('en-US')}/s`, pace: { kind: 'open', perSecond }, peers: ['same-work'] });

/** A contestant of a TOTP contest: its people, and who of them has shown a code in this time step. */
export interface TotpContestant extends Contestant {
  readonly variant: PeerVariant | undefined;
  readonly population: Population;
  readonly steps: TimeSteps;
  /** Most accepts per second so far: twice as many requests are made for its next run in a closed loop. */
  fastest: number;
}

/** Enough people that nobody comes twice in a run, and that two runs of most systems fit into a time step. */
export function peopleFor(seconds: number): number {
  return Math.max(seconds, WARM_UP_SECONDS) * CEILING_PER_SECOND;
}

/** Starts ours and the peer with the same people, who have a TOTP token without a PIN, and warms each of them up. */
export async function totpContestants(bench: Bench, { withPeer }: { withPeer: boolean }): Promise<TotpContestant[]> {
  const { ways, peers, seconds } = bench.options;
  const count = peopleFor(seconds);
  const population = await bench.population('t', count);
  const contestants: TotpContestant[] = [];
  for (const way of ways) {
    const ours = await bench.startOurs(way);
    bench.log(`${way}: ${count} people`);
    await loadDirectory(ours, { people: () => population.people(), token: 'totp', usePin: false, passwordHash: null });
    contestants.push({ system: ours, ours, variant: undefined, population, steps: new TimeSteps(count), fastest: 0 });
  }
  if (withPeer && peers.length > 0) {
    const peer = await bench.startPeer(population);
    // One table of used steps serves all variants.
    const steps = new TimeSteps(count);
    for (const variant of peers) contestants.push({ system: peer.system(variant), ours: undefined, variant, population, steps, fastest: 0 });
  }
  for (const contestant of contestants) {
    await measureTotp(bench, contestant, { load: { ...CLOSED_64, name: 'warm-up' }, round: 0, seconds: WARM_UP_SECONDS });
  }
  return contestants;
}

export interface TotpRun {
  readonly load: Load;
  readonly round: number;
  readonly seconds: number;
  readonly protocol?: Traffic['protocol'];
  readonly replays?: boolean;
  readonly beside?: () => Promise<unknown>;
}

export async function measureTotp(
  bench: Bench, contestant: TotpContestant, { load, round, seconds, protocol = 'pap', replays = false, beside }: TotpRun,
): Promise<Measurement> {
  const { population, steps, system } = contestant;
  const durationMs = seconds * 1000;
  const count = Math.min(population.file.count, Math.ceil(seconds * expectedPerSecond(load.pace, contestant.fastest)));
  const turn = steps.next(Date.now(), count, durationMs + (beside ? HEAD_START_MS : 0));
  const measurement = await measureRun(bench, contestant, {
    load: load.name, round,
    go: () => runTraffic(bench, system, {
      people: population.file, first: turn.first, count, secret: RADIUS_SECRET, protocol, replays, credential: { kind: 'totp', step: turn.step },
    }, { pace: load.pace, durationMs, notBefore: turn.notBefore, beside }),
  });
  // A code that was shown and lost may have been consumed.
  steps.used(measurement.result.sent);
  contestant.fastest = Math.max(contestant.fastest, measurement.result.acceptsPerSecond);
  return measurement;
}

/** The first run of a system (its warm-up) has to be ready for anything. */
function expectedPerSecond(pace: Pace, fastest: number): number {
  if (pace.kind === 'open') return pace.perSecond;
  return fastest === 0 ? CEILING_PER_SECOND : Math.min(CEILING_PER_SECOND, Math.max(FASTEST_START, fastest * SPARE));
}

/** A B A B: at each load every contestant has its turn in every round, so that what disturbs disturbs them all. */
export async function alternate(
  bench: Bench, contestants: readonly TotpContestant[], loads: readonly Load[], options: Pick<TotpRun, 'protocol' | 'replays'> = {},
): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const load of loads) {
    for (let round = 1; round <= bench.options.rounds; round += 1) {
      for (const contestant of contestants) {
        if (contestant.variant !== undefined && !load.peers.includes(contestant.variant)) continue;
        const measurement = await measureTotp(bench, contestant, { load, round, seconds: bench.options.seconds, ...options });
        measurements.push(measurement);
        bench.log(progress(measurement));
      }
    }
  }
  return measurements;
}

export function progress({ system, load, round, result }: Measurement): string {
  return `${load}, round ${round}: ${system} ${result.acceptsPerSecond}/s, p99 ${result.latency.p99} ms`;
}
