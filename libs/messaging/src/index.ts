/**
 * How services talk: request and reply with deadlines, events, watched configuration, and state that may be lost.
 * NATS and Redis are asked for apart (`@countersign/messaging/nats` and `…/redis`): a process without them loads no client.
 */
export * from './bus.ts';
export * from './bus-error.ts';
export type { ConfigBucket, ConfigEntry } from './config-bucket.ts';
export * from './event-stream.ts';
export * from './in-process/in-process-bucket.ts';
export * from './in-process/in-process-bus.ts';
export * from './in-process/in-process-stream.ts';
export * from './in-process/memory-state-store.ts';
export * from './state-store.ts';
export { type OnUnanswered, UnansweredError } from './unanswered.ts';
