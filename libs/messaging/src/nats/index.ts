/** Bus, streams and configuration buckets over NATS. */
export { connectNats, type ConnectNatsOptions } from './connect-nats.ts';
export { ensureNatsResources, installerService, type EnsureNatsResourcesOptions } from './ensure-nats-resources.ts';
export { JetStreamRefusal } from './jetstream-request.ts';
export { NatsBus } from './nats-bus.ts';
export { openNatsBucket } from './nats-bucket.ts';
export type { NatsLink, NatsStatus } from './nats-link.ts';
export { openNatsStream } from './nats-stream.ts';
