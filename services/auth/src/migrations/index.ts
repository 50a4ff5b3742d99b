/** Schema `authn`: running state and the outbox. Additive only. */
import { RunningState1764000000001 } from './0001-running-state.ts';
import { FewerWrites1800000000001 } from './1800000000001-fewer-writes.ts';
import { StandIns1800000000502 } from './1800000000502-stand-ins.ts';
import { OnlineSessions1800000004001 } from './1800000004001-online-sessions.ts';
import { LastUseCounts1800000005001 } from './1800000005001-last-use-counts.ts';

export const migrations = [
  RunningState1764000000001, FewerWrites1800000000001, StandIns1800000000502,
  OnlineSessions1800000004001, LastUseCounts1800000005001,
] as const;
