/** The admin HTTP API, version 1: what administrators, scripts and the console may ask of token-admin. */
export * from '../permissions.ts';
export * from '../roles.ts';
export * from './operation.ts';
export * from './session.ts';
export * from './administrators.ts';
export * from './settings.ts';
export * from './operations.ts';
export * from './problem.ts';
export * from './sites.ts';
export * from './users.ts';
export * from './tokens.ts';
export * from './agent-hosts.ts';
export * from './token-imports.ts';
export * from './recent-drops.ts';
export * from './audit.ts';
export * from './reports.ts';
export * from './radius-test.ts';
