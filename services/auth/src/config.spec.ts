import { describe, expect, test } from '@jest/globals';
import { SettingsError, connectionTimesOf, readSettings } from '@countersign/service-process';
import { authSettings, limitsOf, rulesOf } from './config.ts';
import { defaultRules } from './domain/index.ts';
import { defaultAuthLimits } from './limits.ts';

const needed = {
  COUNTERSIGN_KEYS_FILE: '/keys/auth.json', COUNTERSIGN_NATS_URL: 'nats://127.0.0.1:4222', COUNTERSIGN_NATS_KEY_FILE: '/keys/nats',
  COUNTERSIGN_DATABASE_URL: 'postgres://auth:s3cret@db/countersign', COUNTERSIGN_MIGRATION_URL: 'postgres://owner:s3cret@db/countersign',
  COUNTERSIGN_REDIS_URL: 'redis://:s3cret@redis:6379',
};
const read = (changes: NodeJS.ProcessEnv = {}) => readSettings(authSettings, { ...needed, ...changes });

test('without a word about them, rules and limits are those in the code', () => {
  expect(rulesOf(read())).toEqual(defaultRules);
  expect(limitsOf(read())).toEqual(defaultAuthLimits);
});

test('every rule and limit can be set: no two settings mean the same, and none is forgotten', () => {
  const changeable = Object.keys(authSettings.shape).filter((name) => !(name in needed));
  const facts = (name: string) => (authSettings.shape as Record<string, { meta(): { default: string } | undefined }>)[name]?.meta()?.default ?? '';
  const seen = new Map<string, string>();
  for (const name of changeable.filter((each) => !/REPLICA|LOG_LEVEL|HEALTH|REDIS_TIMEOUT/.test(each))) {
    const other = name === 'COUNTERSIGN_BARE_PASSWORD' ? 'always' : /TEXT/.test(name) ? `${facts(name)} other` : String(Number(facts(name)) + 1);
    const settings = read({ [name]: other });
    const outcome = JSON.stringify([rulesOf(settings), limitsOf(settings), connectionTimesOf(settings)]);
    expect([name, seen.get(outcome)]).toEqual([name, undefined]);
    seen.set(outcome, name);
  }
  const unchanged = JSON.stringify([rulesOf(read()), limitsOf(read()), connectionTimesOf(read())]);
  expect(seen.get(unchanged)).toBeUndefined();
});

describe('refused, with the name of the variable and without its value', () => {
  test.each([
    [{ COUNTERSIGN_REDIS_URL: undefined }, 'COUNTERSIGN_REDIS_URL is not set'],
    [{ COUNTERSIGN_REDIS_URL: '' }, 'COUNTERSIGN_REDIS_URL is not set'],
    [{ COUNTERSIGN_REDIS_URL: 'http://:s3cret@redis' }, 'COUNTERSIGN_REDIS_URL is not a URL that begins with redis:// or rediss:// and names a host'],
    [{ COUNTERSIGN_DATABASE_URL: 'postgres:/s3cret' }, 'COUNTERSIGN_DATABASE_URL is not a URL'],
    [{ COUNTERSIGN_NATS_URL: 'nats://user:s3cret@host:4222' }, 'COUNTERSIGN_NATS_URL is not nats://host:port'],
    [{ COUNTERSIGN_HEALTH: 's3cret' }, 'COUNTERSIGN_HEALTH is not host:port'],
    [{ COUNTERSIGN_HEALTH: '127.0.0.1:65536' }, 'COUNTERSIGN_HEALTH is not host:port'],
    [{ COUNTERSIGN_REPLICA: 'S3cret' }, 'COUNTERSIGN_REPLICA is not 1 to 32 lower-case letters, digits and hyphens'],
    [{ COUNTERSIGN_LOG_LEVEL: 's3cret' }, 'COUNTERSIGN_LOG_LEVEL is none of trace, debug'],
    [{ COUNTERSIGN_LOCK: '-1' }, 'COUNTERSIGN_LOCK is not a whole number from 1000 to'],
    [{ COUNTERSIGN_LOCK: '1e6' }, 'COUNTERSIGN_LOCK is not a whole number'],
    [{ COUNTERSIGN_LOCK: '5000.5' }, 'COUNTERSIGN_LOCK is not a whole number'],
    [{ COUNTERSIGN_TEXT_REFUSED: 'two\nlines' }, 'COUNTERSIGN_TEXT_REFUSED is not 1 to 200 characters'],
    [{ COUNTERSIGN_PIN_MINIMUM: '9' }, 'COUNTERSIGN_PIN_MINIMUM is above COUNTERSIGN_PIN_MAXIMUM'],
    [{ COUNTERSIGN_TURNS_CONCURRENT: '4' }, 'COUNTERSIGN_DATABASE_CONNECTIONS is not above COUNTERSIGN_TURNS_CONCURRENT and COUNTERSIGN_ACCOUNTING_CONCURRENT together'],
    [{ COUNTERSIGN_DATABASE_CONNECTIONS: '4' }, 'COUNTERSIGN_DATABASE_CONNECTIONS is not above'],
    [{ COUNTERSIGN_LOKC: 's3cret' }, 'COUNTERSIGN_LOKC is no setting of this service'],
    [{ COUNTERSIGN_HTTP: '127.0.0.1:80' }, 'COUNTERSIGN_HTTP is no setting of this service'],
  ])('%j', (changes, message) => {
    expect(() => read(changes)).toThrow(SettingsError);
    expect(() => read(changes)).toThrow(message);
    expect(() => read(changes)).not.toThrow(/s3cret/i);
    expect(() => read(changes)).not.toThrow(/\n/);
  });

  test('all of them at once', () => {
    expect(() => read({ COUNTERSIGN_LOCK: 'x', COUNTERSIGN_REDIS_URL: undefined })).toThrow(/COUNTERSIGN_REDIS_URL is not set; COUNTERSIGN_LOCK is/);
  });
});

test('variables of others are none of its business', () => {
  expect(read({ PATH: '/bin', DATABASE_URL: 'x', countersign_lock: '5' })).toEqual(read());
});
