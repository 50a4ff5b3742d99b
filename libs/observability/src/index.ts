/**
 * What an operator sees of a service: its log, its metrics, its health, and the server that shows the latter two. No
 * secret leaves through any of them.
 */
export * from './combined-health.ts';
export * from './error-reporter.ts';
export * from './health-registry.ts';
export * from './health-watch.ts';
export * from './health-words.ts';
export * from './log-levels.ts';
export * from './logger.ts';
export * from './metrics.ts';
export * from './observability-server.ts';
export * from './redact.ts';
export * from './safe-error.ts';
