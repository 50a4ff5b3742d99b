/** The admin HTTP API, version 1: what administrators, scripts and the console may ask of token-admin. */
export * from './operation.ts';
export * from './problem.ts';
export * from './sites.ts';
export * from './users.ts';
export * from './tokens.ts';
export * from './agent-hosts.ts';
export * from './token-imports.ts';
export * from './recent-drops.ts';
export * from './audit.ts';
