import { expect, test } from '@jest/globals';
import { connectionSettings, connectionTimesOf, readSettings } from '@countersign/service-process';
import { defaultTokenAdminLimits } from './limits.ts';
import { tokenAdminSettings, limitsOf } from './config.ts';

const needed = {
  COUNTERSIGN_KEYS_FILE: '/keys', COUNTERSIGN_NATS_URL: 'nats://nats:4222', COUNTERSIGN_NATS_KEY_FILE: '/nats',
  COUNTERSIGN_DATABASE_URL: 'postgres://db/countersign', COUNTERSIGN_MIGRATION_URL: 'postgres://db/countersign',
  COUNTERSIGN_REDIS_URL: 'redis://redis',
};
const read = (changes: NodeJS.ProcessEnv = {}) => readSettings(tokenAdminSettings, { ...needed, ...changes });

test('without a word about them, limits are those in the code', () => {
  expect(limitsOf(read())).toEqual(defaultTokenAdminLimits);
});

test('every limit can be set by its own name', () => {
  const shape: Record<string, { meta(): Record<string, unknown> | undefined }> = tokenAdminSettings.shape;
  const limits = Object.keys(shape).filter((name) => !(name in needed) && !/REPLICA|LOG_LEVEL|HTTP|FIRST_API_KEY_FILE|TLS|TRUSTED_PROXIES|FIRST_ADMINISTRATOR_FILE|REDIS/.test(name));
  expect(limits).toHaveLength(Object.keys({ ...defaultTokenAdminLimits, ...connectionSettings }).length);
  const outcomeOf = (settings: ReturnType<typeof read>): string => JSON.stringify([limitsOf(settings), connectionTimesOf(settings)]);
  const outcomes = limits.map((name) => {
    const standard = String(shape[name]?.meta()?.['default']);
    return outcomeOf(read({ [name]: /^\d+$/.test(standard) ? String(Number(standard) + 1) : 'other' }));
  });
  expect(new Set([...outcomes, outcomeOf(read())]).size).toBe(limits.length + 1);
});

test.each([
  [{ COUNTERSIGN_HTTP: '127.0.0.1' }, 'COUNTERSIGN_HTTP is not host:port'],
  [{ COUNTERSIGN_TRUSTED_PROXIES: '10.0.0.1, everybody' }, 'COUNTERSIGN_TRUSTED_PROXIES is not a list of addresses'],
  [{ COUNTERSIGN_TOKENS_PER_USER: '0' }, 'COUNTERSIGN_TOKENS_PER_USER is not a whole number from 1 to 100'],
  [{ COUNTERSIGN_HEALTH: '127.0.0.1:0' }, 'COUNTERSIGN_HEALTH is no setting of this service'],
])('%j is refused', (changes, message) => {
  expect(() => read(changes)).toThrow(message);
});
