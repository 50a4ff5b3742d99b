/** What a scenario found out, ready to be shown. */
export interface ScenarioReport {
  readonly scenario: string;
  readonly tables: readonly Table[];
  readonly charts: readonly Chart[];
  readonly goals: readonly Goal[];
  /** Every measurement as it was taken, for JSON. */
  readonly measurements: unknown;
}

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Horizontal bars on a scale that starts at zero. */
export interface Chart {
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly { readonly label: string; readonly value: number; readonly ours: boolean }[];
}

/** A figure of this run beside what it should be. */
export interface Goal {
  readonly figure: string;
  /** Null when it was not measured: the peer was left out, say. */
  readonly measured: number | null;
  readonly comparison: '≥' | '≤' | '<';
  readonly goal: number;
}

export function isMet({ measured, comparison, goal }: Goal): boolean | null {
  if (measured === null) return null;
  if (comparison === '≥') return measured >= goal;
  return comparison === '≤' ? measured <= goal : measured < goal;
}

/** Two digits after the point where they matter. */
export function rounded(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);
}

export const thousands = (value: number): string => Math.round(value).toLocaleString('en-US');

/** By nearest rank: the smallest value that so large a share of all does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  return values.toSorted((left, right) => left - right)[Math.max(0, Math.ceil(values.length * share) - 1)] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
