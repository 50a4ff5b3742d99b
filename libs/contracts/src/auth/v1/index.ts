/** Messages that the auth service answers, version 1. */
export * from './authenticate.ts';
export * from './policy.ts';
export * from './stand-ins.ts';
export * from './online-sessions.ts';
export * from './token-state.ts';
export * from './verify-administrator.ts';
export * from './back-ends.ts';
export * from './last-uses.ts';
export * from './unused.ts';
