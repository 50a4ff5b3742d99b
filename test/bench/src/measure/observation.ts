import { cpuSecondsOf, cpuSecondsOfTree, machineSeconds, peakMegabytesOf } from './process-times.ts';

/** Processes by name; those that are the roots of a tree are counted with everything below them. */
export interface Observed {
  readonly processes: Readonly<Record<string, readonly number[]>>;
  readonly trees: Readonly<Record<string, number>>;
}

export interface Observation {
  /** Seconds of CPU time by name. */
  readonly cpuSeconds: Readonly<Record<string, number>>;
  /** Megabytes at the peak, of the largest process of each name. Trees share memory and are left out. */
  readonly peakMegabytes: Readonly<Record<string, number>>;
  /** Share of the machine, 0 to 1, that was used by processes that are not observed. */
  readonly othersShare: number;
}

/** Starts to observe; the returned function ends it. Linux only. */
export function observe({ processes, trees }: Observed): () => Observation {
  const times = (): Record<string, number> => ({
    ...mapValues(processes, (pids) => pids.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0)),
    ...mapValues(trees, cpuSecondsOfTree),
  });
  const [before, machineBefore] = [times(), machineSeconds()];
  return () => {
    const [after, machine] = [times(), machineSeconds()];
    // A process that was started again meanwhile begins at nothing.
    const cpuSeconds = mapValues(after, (seconds, name) => Math.max(0, seconds - (before[name] ?? 0)));
    const ours = Object.values(cpuSeconds).reduce((sum, seconds) => sum + seconds, 0);
    const total = machine.total - machineBefore.total;
    return {
      cpuSeconds,
      peakMegabytes: mapValues(processes, (pids) => Math.max(0, ...pids.map(peakMegabytesOf))),
      othersShare: total === 0 ? 0 : Math.max(0, (machine.busy - machineBefore.busy - ours) / total),
    };
  };
}

export function mapValues<In, Out>(record: Readonly<Record<string, In>>, map: (value: In, name: string) => Out): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value, name)]));
}
