import type { Measurement } from '../measure/measure-run.ts';
import { PEER_TEXTS } from '../peer/variants.ts';
import { type Chart, type Goal, type Table, median, rounded, thousands } from '../report/report.ts';

export type Figure = (measurement: Measurement) => number;

export const acceptsPerSecond: Figure = ({ result }) => result.acceptsPerSecond;
export const p50: Figure = ({ result }) => result.latency.p50;
export const p99: Figure = ({ result }) => result.latency.p99;
/** Of all processes that serve. It suffers least from whatever else the machine does. */
const cpuMicros: Figure = (measurement) => Object.values(measurement.cpuMicros).reduce((sum, micros) => sum + micros, 0);

const PEER = 'same-work';
const MEMORY_GOAL_MEGABYTES = 200;

/** All rounds of one system at one load. */
export function roundsOf(measurements: readonly Measurement[], system: string, load: string): Measurement[] {
  return measurements.filter((each) => each.system === system && each.load === load);
}

/** The median over the rounds of one system's figure in proportion to another's in the same round; null without either. */
export function ratio(measurements: readonly Measurement[], load: string, figure: Figure, system: string, to: string = PEER): number | null {
  const others = new Map(roundsOf(measurements, to, load).map((each) => [each.round, figure(each)]));
  const ratios = roundsOf(measurements, system, load).flatMap((each) => {
    const other = others.get(each.round);
    return other === undefined || other === 0 ? [] : [figure(each) / other];
  });
  return ratios.length === 0 ? null : median(ratios);
}

/** Medians over the rounds, one row per load and system, in the order in which they were measured. */
export function runTable(title: string, measurements: readonly Measurement[]): Table {
  return {
    title: `${title} (medians of the rounds)`,
    columns: ['', 'accepts/s', '× peer', 'p50 ms', 'p95 ms', 'p99 ms', 'lost', 'wrong', 'audit drained', 'others', 'CPU µs per request', 'of these'],
    rows: groups(measurements).map((rounds) => {
      const [first] = rounds;
      const of = (figure: Figure): number => median(rounds.map(figure));
      const proportion = ratio(measurements, first.load, acceptsPerSecond, first.system);
      return [
        `${first.load}, ${nameOf(first.system)}`, thousands(of(acceptsPerSecond)), proportion === null ? '–' : rounded(proportion),
        rounded(of(p50)), rounded(of(({ result }) => result.latency.p95)), rounded(of(p99)),
        String(sum(rounds, ({ result }) => result.lost)), String(sum(rounds, ({ result }) => result.wrong + result.forged)),
        drained(rounds), `${rounded(100 * Math.max(...rounds.map(({ othersShare }) => othersShare)))} %`,
        String(Math.round(of(cpuMicros))), cpu(rounds),
      ];
    }),
  };
}

/** Memory per process at its peak, and what the generator itself cost. */
export function costTable(measurements: readonly Measurement[]): Table {
  const names = [...new Set(measurements.flatMap(({ peakMegabytes }) => Object.keys(peakMegabytes)))];
  const rows = names.map((name) => [name, String(Math.max(...measurements.map(({ peakMegabytes }) => peakMegabytes[name] ?? 0)))]);
  const generator = median(measurements.map(({ result }) => result.generatorMicros));
  const lateness = measurements.filter(({ load }) => load.endsWith('/s')).map(({ result }) => result.lateness.p99);
  return {
    title: 'memory at the peak, and the generator',
    columns: ['', 'figure'],
    rows: [
      ...rows.map(([name = '', megabytes = '']) => [`${name}, MB`, megabytes]),
      ['generator, CPU µs per request', rounded(generator)],
      ...lateness.length === 0 ? [] : [['generator, p99 of its lateness in open loops, ms', rounded(Math.max(...lateness))]],
    ],
  };
}

export function bars(title: string, unit: string, measurements: readonly Measurement[], figure: Figure): Chart {
  return {
    title, unit,
    bars: groups(measurements).map((rounds) => ({
      label: `${rounds[0].load}, ${nameOf(rounds[0].system)}`, value: median(rounds.map(figure)), ours: !isPeer(rounds[0].system),
    })),
  };
}

/** What holds for every scenario: nothing wrong, the audit trail keeps up, processes stay small. */
export function generalGoals(measurements: readonly Measurement[]): Goal[] {
  const ours = measurements.filter(({ system }) => !isPeer(system));
  const service = (name: string): boolean => !['postgres', 'nats', 'redis'].includes(name);
  const peaks = ours.flatMap(({ peakMegabytes }) => Object.entries(peakMegabytes).filter(([name]) => service(name)).map(([, megabytes]) => megabytes));
  return [
    { figure: 'ours: replies that are wrong or forged', measured: sum(ours, ({ result }) => result.wrong + result.forged), comparison: '≤', goal: 0 },
    { figure: 'ours: runs whose audit backlog did not drain within 10 s', measured: ours.filter(({ drained }) => !drained).length, comparison: '≤', goal: 0 },
    { figure: 'ours: memory of the largest service process under load, MB', measured: Math.max(0, ...peaks), comparison: '<', goal: MEMORY_GOAL_MEGABYTES },
  ];
}

function groups(measurements: readonly Measurement[]): [Measurement, ...Measurement[]][] {
  const byKey = new Map<string, [Measurement, ...Measurement[]]>();
  for (const each of measurements) {
    const key = `${each.load}/${each.system}`;
    const group = byKey.get(key);
    if (group) group.push(each);
    else byKey.set(key, [each]);
  }
  return [...byKey.values()];
}

function drained(rounds: readonly Measurement[]): string {
  if (rounds.every(({ drainMs }) => drainMs === null)) return rounds.every((each) => each.drained) ? '–' : 'no';
  return rounds.every((each) => each.drained) ? `${rounded(Math.max(...rounds.map(({ drainMs }) => drainMs ?? 0)) / 1000)} s` : 'no';
}

function cpu(rounds: readonly Measurement[]): string {
  const names = Object.keys(rounds[0]?.cpuMicros ?? {});
  return names.map((name) => [name, Math.round(median(rounds.map(({ cpuMicros }) => cpuMicros[name] ?? 0)))] as const)
    .filter(([, micros]) => micros > 0).map(([name, micros]) => `${name} ${micros}`).join(', ');
}

const sum = (measurements: readonly Measurement[], figure: Figure): number => measurements.reduce((total, each) => total + figure(each), 0);
const isPeer = (system: string): boolean => system in PEER_TEXTS;
const nameOf = (system: string): string => (PEER_TEXTS as Readonly<Record<string, string>>)[system] ?? system;
