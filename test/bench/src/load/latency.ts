import type { Latency } from './job.ts';

/** Percentiles by rank; zeros where there is nothing. */
export function latencyOf(milliseconds: Float64Array): Latency {
  const sorted = milliseconds.toSorted();
  const rank = (share: number): number => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { p50: rank(0.5), p95: rank(0.95), p99: rank(0.99), max: rank(1) };
}

/** To the microsecond. */
const round = (milliseconds: number): number => Math.round(milliseconds * 1000) / 1000;
