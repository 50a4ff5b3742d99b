/** What makes the trail trustworthy. Pure. */
export * from './chain.ts';
export * from './unreadable.ts';
export * from './verify-chain.ts';
export * from './segments.ts';
export * from './sign-in-outcomes.ts';
export * from './syslog-message.ts';
export * from './patterns.ts';
export * from './pattern-hints.ts';
export * from './remedies.ts';
export * from './refused.ts';
export * from './forwarding-event.ts';
