import { type Answer, type ResultCode, resultCodes } from '@countersign/contracts';
import type { Metrics } from '@countersign/observability';
import type { SignInObserver } from '../../application/ports.ts';

/**
 * Where the time of a sign-in goes. Of each request: `open` its credentials, `decide` (all until the answer is
 * committed), `password` (argon2id, where a static password is checked), `back-end` (where a
 * directory is asked). Of each turn, which serves many requests: `transaction` and its parts `load` (waiting for locks included) and `commit`. Of each message: `publish`.
 */
export const signInStages = [
  'open', 'decide', 'password', 'back-end', 'transaction', 'load', 'commit', 'publish',
] as const;
export type SignInStage = (typeof signInStages)[number];

const outcomes = ['accept', 'refuse', 'challenge', 'silence', 'failed'] as const satisfies readonly (Answer['outcome'] | 'failed')[];
const verdicts = ['right', 'wrong', 'unreachable', 'no-room'] as const;
const TURN_SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256];

/** What is counted in auth. Labels are closed sets: nothing that a client sends becomes one. */
export class AuthMetrics {
  readonly took: (stage: SignInStage, ms: number) => void;
  readonly answered: (outcome: (typeof outcomes)[number]) => void;
  /** What the trail says about it, more exactly than the answer does. */
  readonly recorded: (result: ResultCode) => void;
  readonly passwordRefused: () => void;
  readonly askedBackEnd: (verdict: (typeof verdicts)[number]) => void;
  readonly challengesUnavailable: () => void;
  readonly observer: SignInObserver;

  constructor(metrics: Metrics) {
    this.took = metrics.durationsBy('countersign_auth_stage_seconds', 'Time that each stage of a sign-in took.', { name: 'stage', values: signInStages });
    this.answered = metrics.counterBy('countersign_auth_answers_total', 'Answers to sign-in requests.', { name: 'outcome', values: outcomes });
    this.recorded = metrics.counterBy('countersign_auth_results_total', 'Recorded decisions by result code.', { name: 'result', values: Object.keys(resultCodes) });
    this.passwordRefused = metrics.counter('countersign_auth_password_overflow_total', 'Static passwords that found no room in the queue, or could not be checked.');
    this.askedBackEnd = metrics.counterBy('countersign_auth_back_end_answers_total', 'What back ends said about passwords.', { name: 'verdict', values: verdicts });
    this.challengesUnavailable = metrics.counter('countersign_auth_challenges_unavailable_total', 'Challenges that the state store could not open or hand out.');
    this.observer = {
      turn: metrics.sizes('countersign_auth_turn_requests', 'Requests that one transaction served.', TURN_SIZES),
      isolated: metrics.counter('countersign_auth_isolated_total', 'Requests of which the database refused a value.'),
    };
  }

  /** Runs the work and notes how long it took, whatever becomes of it. */
  async timed<Result>(stage: SignInStage, work: () => Promise<Result>): Promise<Result> {
    const started = performance.now();
    try {
      return await work();
    } finally {
      this.took(stage, performance.now() - started);
    }
  }
}
