/** Policies: their values and limits, how levels are merged, and which combinations cannot work. Runs in a browser, too. */
export * from './impossible.ts';
export * from './password-rules.ts';
export * from './pin-rules.ts';
export * from './policy.ts';
export * from './trial.ts';
