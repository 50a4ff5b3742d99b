import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readConfig } from './config.ts';
import { ConfigError } from './config-error.ts';

const read = (args: readonly string[], environment: NodeJS.ProcessEnv = {}) => readConfig(args, environment, '/srv');

describe('settings of the distributed start', () => {
  test('defaults: one replica of each service', () => {
    expect(read([])).toEqual({
      dataDir: '/srv/data/distributed', sharedPort: false, databaseUrl: undefined, redisUrl: undefined,
      replicas: { 'radius-gateway': 1, auth: 1, 'token-admin': 1, audit: 1 },
      http: { host: '127.0.0.1', port: 8080 }, radius: { host: '0.0.0.0', port: 1812 }, accounting: { host: '0.0.0.0', port: 1813 },
    });
  });

  test('a flag wins over its variable', () => {
    const environment = { COUNTERSIGN_HTTP: '127.0.0.1:9000', COUNTERSIGN_RADIUS: '127.0.0.1:2812', COUNTERSIGN_SHARED_PORT: 'yes', COUNTERSIGN_REPLICAS: 'audit=2' };
    const config = read(['--http', '[::1]:9001', '--replicas', 'radius-gateway=2,auth=3'], environment);
    expect(config).toMatchObject({
      http: { host: '::1', port: 9001 }, radius: { host: '127.0.0.1', port: 2812 }, sharedPort: true,
      replicas: { 'radius-gateway': 2, auth: 3, 'token-admin': 1, audit: 1 },
    });
  });

  test('addresses with passwords come from files, too', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'countersign-settings-'));
    const file = path.join(folder, 'redis');
    await writeFile(file, 'redis://:hush@127.0.0.1\n', { mode: 0o600 });
    expect(read(['--redis-url-file', file], { COUNTERSIGN_DATABASE_URL: 'postgres://u@h/d' })).toMatchObject({ redisUrl: 'redis://:hush@127.0.0.1', databaseUrl: 'postgres://u@h/d' });
    expect(() => read(['--redis-url-file', file], { COUNTERSIGN_REDIS_URL: 'redis://h' })).toThrow('--redis-url and --redis-url-file say the same');
    expect(() => read(['--database-url-file', 'absent'])).toThrow('/srv/absent cannot be read');
    await rm(folder, { recursive: true });
  });

  test.each([
    [['--replicas', 'gateway=2'], 'radius-gateway, auth'],
    [['--replicas', 'auth=0'], '1 to 16'],
    [['--replicas', 'auth'], '1 to 16'],
    [['--radius', '1812'], 'HOST:PORT'],
    [['--radius', '127.0.0.1:65536'], 'HOST:PORT'],
    [['--replica', 'auth=2'], '--replica'],
    [['auth=2'], 'auth=2'],
  ])('%j is refused with a message that says what is wanted', (args, wanted) => {
    expect(() => read(args)).toThrow(ConfigError);
    expect(() => read(args)).toThrow(wanted);
  });
});

describe('the file of settings', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'countersign-settings-'));
  });
  afterEach(async () => rm(folder, { recursive: true }));

  async function readWith(content: string) {
    const file = path.join(folder, 'settings.json');
    await writeFile(file, content);
    return readConfig(['--settings', 'settings.json'], {}, folder).settings;
  }

  test('holds settings by service', async () => {
    expect(await readWith('{"auth": {"COUNTERSIGN_GUESS_LIMIT": "30"}}')).toEqual({ auth: { COUNTERSIGN_GUESS_LIMIT: '30' } });
  });

  test.each([
    ['{"auth": {"COUNTERSIGN_GUESS_LIMIT": "30"', 'not JSON'],
    ['{"portal": {}}', 'portal'],
    ['{"auth": {"GUESS_LIMIT": "30"}}', 'auth.GUESS_LIMIT'],
    ['{"auth": {"COUNTERSIGN_GUESS_LIMIT": 30}}', 'auth.COUNTERSIGN_GUESS_LIMIT'],
    ['{"auth": {"COUNTERSIGN_REDIS_URL": "redis://elsewhere"}}', 'decided by the distributed start'],
  ])('%s is refused', async (content, wanted) => {
    await expect(readWith(content)).rejects.toThrow(wanted);
  });

  test('one that is not there is refused', () => {
    expect(() => readConfig(['--settings', 'absent.json'], {}, folder)).toThrow('absent.json cannot be read');
  });
});
