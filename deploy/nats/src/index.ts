/** What each service may say and hear on the bus, and the nats-server configuration that enforces it. */
export * from './permissions.ts';
export * from './server-config.ts';
