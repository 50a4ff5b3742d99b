import type { ResultCode, TrialSignIn } from '@countersign/contracts';

export type RecordedFit = 'good' | 'far' | 'replayed' | 'wrong-code' | 'none';

/** A recorded sign-in, read back into what the rules saw. */
export interface RecordedSignIn {
  readonly at: number;
  readonly result: ResultCode;
  readonly user: string;
  readonly source: string;
  readonly method: string;
  /** Something was looked at that a policy decides about. */
  readonly ruled: boolean;
  /** The usable tokens, and how what was typed fitted each. */
  readonly tokens: readonly { readonly serial: string; readonly fit: RecordedFit }[];
  /** Of the code that was good: in which window it lay, and how far off. */
  readonly offset: { readonly window: 'time' | 'event'; readonly by: number } | null;
  readonly challenge: { readonly kind: 'new-pin' | 'next-tokencode'; readonly good: boolean; readonly serial: string | null } | null;
  /** Why a new PIN was not taken. */
  readonly fault: string | null;
  readonly costsTry: boolean;
  /** `asked`: it was compared, with this verdict; `there`: there is one, and nobody asked it. */
  readonly password: { readonly state: 'none' | 'there' } | { readonly state: 'asked'; readonly right: boolean };
  /** Tokens that the user had, usable or not; null when it is not on record. */
  readonly held: number | null;
}

const FITS = ['good', 'far', 'replayed', 'wrong-code', 'none'] as const;
/** Steps of a trace from which on a policy matters. */
const RULED = new Set(['protocol', 'challenge', 'throttle', 'token', 'static-password']);

/** @param line as the trail has it; a trace that was cut ends with its last whole note */
export function readSignIn(line: TrialSignIn): RecordedSignIn {
  const notes = line.trace.split(';').map((note) => note.split('|')).flatMap(([step, lookedAt, verdict]) =>
    (step === undefined || lookedAt === undefined || verdict === undefined ? [] : [{ step, lookedAt, verdict }]));
  const tokenNotes = notes.filter(({ step }) => step === 'token');
  const fits = tokenNotes.flatMap(({ lookedAt: serial, verdict }) => {
    const fit = FITS.find((each) => verdict === each || verdict === `locked-${each}`);
    return fit === undefined ? [] : [{ serial, fit }];
  });
  const asked = notes.findLast(({ step }) => step === 'challenge');
  const next = tokenNotes.find(({ verdict }) => verdict.startsWith('next-tokencode-'));
  const secret = notes.findLast(({ step }) => step === 'static-password');
  return {
    at: line.at, result: line.result, user: line.user, source: line.source, method: line.method, fault: line.fault, costsTry: line.costsTry,
    ruled: notes.some(({ step }) => RULED.has(step)) && !notes.some(({ step }) => step === 'failover'),
    tokens: fits,
    offset: line.offsetSteps !== null ? { window: 'time', by: line.offsetSteps } : line.offsetCodes !== null ? { window: 'event', by: line.offsetCodes } : null,
    challenge: asked?.lookedAt === 'new-pin' || asked?.lookedAt === 'next-tokencode'
      ? { kind: asked.lookedAt, good: asked.verdict !== 'refused', serial: next?.lookedAt ?? null } : null,
    password: secret === undefined || secret.lookedAt === 'none' ? { state: 'none' }
      : secret.lookedAt === 'argon2id' ? { state: 'asked', right: secret.verdict === 'right' } : { state: 'there' },
    held: line.tokens ?? (secret?.lookedAt === 'argon2id' ? null : tokenNotes.length),
  };
}
