/**
 * A service as a process of its own: strict settings from the environment, waiting for what is not there yet, the
 * connection to the others, health and metrics, and an end that leaves nothing half done.
 */
export * from './messaging-over-nats.ts';
export * from './open-module.ts';
export * from './patiently.ts';
export * from './run-service.ts';
export * from './secret-files.ts';
export * from './serve-health.ts';
export * from './service-host.ts';
export * from './settings-document.ts';
export * from './settings.ts';
