import { expect, test } from '@jest/globals';
import type { DistributedConfig } from './config.ts';
import type { Installation } from './installation.ts';
import type { Ports } from './ports.ts';
import { type Surroundings, replicaEnvironment } from './replica-environment.ts';
import type { Replica } from './services.ts';

const gateway: Replica = { service: 'radius-gateway', name: '1' };
const listen = { host: '127.0.0.1', port: 1812 };

/** What the environment of a gateway is made from. */
const surroundings = {
  config: { sharedPort: false, settings: { 'radius-gateway': { COUNTERSIGN_LOG_LEVEL: 'warn' } } } as unknown as DistributedConfig,
  installation: { natsKeyFile: () => 'nats.key', keysFile: () => 'keys.json' } as unknown as Installation,
  servers: { natsUrl: 'nats://127.0.0.1:4222' } as Surroundings['servers'],
  ports: { radius: [listen], accounting: [listen], health: new Map([[gateway, listen]]) } as unknown as Ports,
};

test('a replica gets its own settings and no variable of ours from outside', () => {
  const environment = replicaEnvironment(gateway, surroundings, { PATH: '/bin', COUNTERSIGN_DATABASE_URL: 'postgres://superuser@127.0.0.1/' });
  expect(environment).toMatchObject({
    PATH: '/bin', COUNTERSIGN_REPLICA: gateway.name, COUNTERSIGN_LOG_LEVEL: 'warn', COUNTERSIGN_RADIUS: '127.0.0.1:1812',
  });
  expect(environment).not.toHaveProperty('COUNTERSIGN_DATABASE_URL');
});

test('one allocation area for all threads, unless somebody wants it otherwise', () => {
  expect(replicaEnvironment(gateway, surroundings, {})).toMatchObject({ MALLOC_ARENA_MAX: '1' });
  expect(replicaEnvironment(gateway, surroundings, { MALLOC_ARENA_MAX: '4' })).toMatchObject({ MALLOC_ARENA_MAX: '4' });
});
