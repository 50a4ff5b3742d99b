/**
 * RADIUS packets (RFC 2865, 2866, 2869, 3579, 5176, 5997): a strict codec that verifies what it reads and names the
 * reason for whatever it refuses.
 *
 * Pure computation: no socket, no clock, no randomness of its own, no log. Packets are views of the datagrams that
 * they came in, secrets are prepared once as `SharedSecret`.
 */
export { type Outcome, unwrap } from './outcome.ts';
export * from './client/index.ts';
export * from './credentials/index.ts';
export * from './describe/index.ts';
export * from './dictionary/index.ts';
export * from './integrity/index.ts';
export * from './mschap/index.ts';
export * from './packet/index.ts';
export * from './server/index.ts';
export * from './vendor/index.ts';
