/** Why a line cannot be judged; closed. */
export const trialReasons = [
  /** Nobody compared what was typed then. */
  'not-compared',
  /** The static password was not checked then. */
  'password-not-checked',
  /** The code was outside of the window of then; how far is not on record. */
  'beyond-recorded-window',
  /** How far off the code was, or how many tokens there were, is not on record. */
  'not-recorded',
  /** A PIN is never on record. */
  'pin-not-recorded',
  /** It depends on what came before the first of these lines. */
  'history',
  /** An earlier line would have ended otherwise. */
  'follows-a-change',
] as const;
export type TrialReason = (typeof trialReasons)[number];
