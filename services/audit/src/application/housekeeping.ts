import type { Seal } from '../domain/index.ts';
import { type RetentionTools, retain } from './retain.ts';

export interface HousekeepingTools extends Omit<RetentionTools, 'segments' | 'takeOut'> {
  readonly segments: RetentionTools['segments'] & { seal(overBy: number): Promise<Seal[]> };
  /** Undefined: nothing is ever removed. */
  readonly takeOut: RetentionTools['takeOut'] | undefined;
  /** 0: nothing is ever removed. */
  readonly retentionMonths: number;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly onRemoved: () => void;
}

/** Clocks of replicas differ: a month is sealed when it has been over for so long. */
const SEAL_AFTER_MS = 60 * 60_000;

/** Seals the months that are over and removes those that are no longer kept. */
export async function keepHouse({ segments, takeOut, retentionMonths, now, onRemoved, ...tools }: HousekeepingTools): Promise<void> {
  await segments.seal(now() - SEAL_AFTER_MS);
  if (takeOut === undefined || retentionMonths === 0) return;
  const today = new Date(now());
  const endedBefore = Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - retentionMonths, 1);
  await retain(endedBefore, now(), { ...tools, segments, takeOut: async (name) => {
    await takeOut(name);
    onRemoved();
  } });
}
