import { expect, test } from '@jest/globals';
import { connectionSettings, connectionTimesOf, readSettings } from '@countersign/service-process';
import { defaultAuditLimits } from './limits.ts';
import { auditSettings, limitsOf } from './config.ts';

const needed = {
  COUNTERSIGN_KEYS_FILE: '/keys', COUNTERSIGN_NATS_URL: 'nats://one:4222,nats://two:4222', COUNTERSIGN_NATS_KEY_FILE: '/nats',
  COUNTERSIGN_DATABASE_URL: 'postgres://db/countersign', COUNTERSIGN_MIGRATION_URL: 'postgresql://db/countersign', COUNTERSIGN_CHECKPOINT_FILE: '/checkpoints',
};
const read = (changes: NodeJS.ProcessEnv = {}) => readSettings(auditSettings, { ...needed, ...changes });

test('without a word about them, limits are those in the code', () => {
  expect(limitsOf(read())).toEqual(defaultAuditLimits);
});

test('every limit can be set by its own name', () => {
  const shape: Record<string, { meta(): Record<string, unknown> | undefined }> = auditSettings.shape;
  const limits = Object.keys(shape).filter((name) => !(name in needed) && !/REPLICA|LOG_LEVEL|HEALTH|RETENTION_(URL|DROP)/.test(name));
  expect(limits).toHaveLength(Object.keys({ ...defaultAuditLimits, ...connectionSettings }).length);
  const outcomeOf = (settings: ReturnType<typeof read>): string => JSON.stringify([limitsOf(settings), connectionTimesOf(settings)]);
  const outcomes = limits.map((name) => {
    const standard = String(shape[name]?.meta()?.['default']);
    return outcomeOf(read({ [name]: /^\d+$/.test(standard) ? String(Number(standard) + 1) : 'other' }));
  });
  expect(new Set([...outcomes, outcomeOf(read())]).size).toBe(limits.length + 1);
});

test.each([
  [{ COUNTERSIGN_CHECKPOINT_FILE: undefined }, 'COUNTERSIGN_CHECKPOINT_FILE is not set'],
  [{ COUNTERSIGN_BATCH_MESSAGES: '0' }, 'COUNTERSIGN_BATCH_MESSAGES is not a whole number from 1 to 1000'],
  [{ COUNTERSIGN_REDIS_URL: 'redis://redis' }, 'COUNTERSIGN_REDIS_URL is no setting of this service'],
])('%j is refused', (changes, message) => {
  expect(() => read(changes)).toThrow(message);
});
