/** How services talk: request and reply with deadlines, events, watched configuration, and state that may be lost. */
export * from './bus.ts';
export * from './bus-error.ts';
export type { ConfigBucket, ConfigEntry } from './config-bucket.ts';
export * from './event-stream.ts';
export * from './in-process/in-process-bucket.ts';
export * from './in-process/in-process-bus.ts';
export * from './in-process/in-process-stream.ts';
export * from './in-process/memory-state-store.ts';
export { connectNats, type ConnectNatsOptions } from './nats/connect-nats.ts';
export { ensureNatsResources, installerService, type EnsureNatsResourcesOptions } from './nats/ensure-nats-resources.ts';
export { JetStreamRefusal } from './nats/jetstream-request.ts';
export { NatsBus } from './nats/nats-bus.ts';
export { openNatsBucket } from './nats/nats-bucket.ts';
export type { NatsLink, NatsStatus } from './nats/nats-link.ts';
export { openNatsStream } from './nats/nats-stream.ts';
export * from './state-store.ts';
export { type OnUnanswered, UnansweredError } from './unanswered.ts';
export * from './redis/redis-state-store.ts';
