import { expect, test } from '@jest/globals';
import { readSettings } from '@countersign/service-process';
import { defaultLimits } from './application/gateway-limits.ts';
import { gatewaySettings, limitsOf } from './config.ts';

const needed = { COUNTERSIGN_KEYS_FILE: '/keys', COUNTERSIGN_NATS_URL: 'nats://nats:4222', COUNTERSIGN_NATS_KEY_FILE: '/nats' };
const read = (changes: NodeJS.ProcessEnv = {}) => readSettings(gatewaySettings, { ...needed, ...changes });

test('without a word about them, limits are those in the code', () => {
  expect(limitsOf(read())).toEqual(defaultLimits);
});

test('every limit can be set by its own name', () => {
  const shape: Record<string, { meta(): Record<string, unknown> | undefined }> = gatewaySettings.shape;
  const limits = Object.keys(shape).filter((name) => !(name in needed) && !/REPLICA|LOG_LEVEL|HEALTH|RADIUS|ACCOUNTING|SHARED_PORT/.test(name));
  expect(limits).toHaveLength(Object.keys(defaultLimits).length);
  const outcomes = limits.map((name) => {
    const standard = String(shape[name]?.meta()?.['default']);
    return JSON.stringify(limitsOf(read({ [name]: /^\d+$/.test(standard) ? String(Number(standard) + 1) : 'other' })));
  });
  expect(new Set([...outcomes, JSON.stringify(limitsOf(read()))]).size).toBe(limits.length + 1);
});

test.each([
  [{ COUNTERSIGN_SHARED_PORT: 'true' }, 'COUNTERSIGN_SHARED_PORT is neither yes nor no'],
  [{ COUNTERSIGN_RADIUS: '1812' }, 'COUNTERSIGN_RADIUS is not host:port'],
  [{ COUNTERSIGN_RADIUS: '::1:1812' }, 'COUNTERSIGN_RADIUS is not host:port'],
  [{ COUNTERSIGN_DATABASE_URL: 'postgres://db/countersign' }, 'COUNTERSIGN_DATABASE_URL is no setting of this service'],
])('%j is refused', (changes, message) => {
  expect(() => read(changes)).toThrow(message);
});
