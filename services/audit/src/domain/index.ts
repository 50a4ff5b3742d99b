/** What makes the trail trustworthy. Pure. */
export * from './chain.ts';
export * from './unreadable.ts';
export * from './verify-chain.ts';
