/** What a service's process does with settings that are wrong: one line that names the variable, and exit code 2. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { createUser } from '@nats-io/nkeys';
import { TestProcess, disposeAfterEach, temporaryFolder } from '@countersign/testing';

const services = ['radius-gateway', 'auth', 'token-admin', 'audit'] as const;
const mainOf = (service: string): string => path.resolve(import.meta.dirname, '../../../../services', service, 'dist/main.js');
const keep = disposeAfterEach();
const SECRET = 'c4n4ry-s3cret';

/** Nothing listens at these addresses. */
const nowhere: Record<string, string> = {
  COUNTERSIGN_NATS_URL: 'nats://127.0.0.1:1', COUNTERSIGN_NATS_KEY_FILE: '/nowhere/nats', COUNTERSIGN_KEYS_FILE: '/nowhere/keys',
};
const databases = {
  COUNTERSIGN_DATABASE_URL: `postgres://role:${SECRET}@127.0.0.1:1/db`, COUNTERSIGN_MIGRATION_URL: `postgres://owner:${SECRET}@127.0.0.1:1/db`,
};
const settings: Record<(typeof services)[number], Record<string, string>> = {
  'radius-gateway': { ...nowhere, COUNTERSIGN_RADIUS: '127.0.0.1:0', COUNTERSIGN_ACCOUNTING: '127.0.0.1:0' },
  auth: { ...nowhere, ...databases, COUNTERSIGN_REDIS_URL: `redis://:${SECRET}@127.0.0.1:1` },
  'token-admin': { ...nowhere, ...databases, COUNTERSIGN_HTTP: '127.0.0.1:0', COUNTERSIGN_REDIS_URL: `redis://:${SECRET}@127.0.0.1:1` },
  audit: { ...nowhere, ...databases, COUNTERSIGN_CHECKPOINT_FILE: '/nowhere/checkpoints' },
};

/** Only what is given: no variable of whoever runs the tests. */
const environment = (given: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> => ({
  ...Object.fromEntries(Object.keys(process.env).filter((name) => name.startsWith('COUNTERSIGN_')).map((name) => [name, undefined])), ...given,
});

async function run(service: string, given: Readonly<Record<string, string | undefined>>): Promise<{ code: number | null; output: string }> {
  const child = keep(await TestProcess.start({ args: [mainOf(service)], env: environment(given) }));
  const { code } = await child.ended;
  return { code, output: child.output };
}

describe.each(services)('%s', (service) => {
  test('names every variable that is unknown, missing or wrong, and no value', async () => {
    const { code, output } = await run(service, {
      ...settings[service], COUNTERSIGN_KEYS_FILE: '', COUNTERSIGN_NATS_URL: `nats://user:${SECRET}@host:4222`, COUNTERSIGN_SECRTE: SECRET,
    });
    expect([code, output]).toEqual([2,
      `${service}: COUNTERSIGN_KEYS_FILE is not set; COUNTERSIGN_NATS_URL is not nats://host:port, without a user; COUNTERSIGN_SECRTE is no setting of this service`]);
  });

  test('names the setting of a file that cannot be used', async () => {
    expect(await run(service, settings[service])).toEqual({ code: 2, output: `${service}: COUNTERSIGN_KEYS_FILE: /nowhere/keys cannot be read` });
  });
});

test('an address that is taken: a line of log, and exit code 1', async () => {
  const first = keep(await TestProcess.start({ args: ['-e', 'const s = require("net").createServer().listen(0, "127.0.0.1", () => console.log("port " + s.address().port))'] }));
  const [, port = ''] = await first.waitForLine(/^port (\d+)$/);
  const { code, output } = await run('audit', { ...settings.audit, COUNTERSIGN_HEALTH: `127.0.0.1:${port}` });
  expect(code).toBe(1);
  expect(JSON.parse(output)).toMatchObject({ level: 'fatal', msg: 'the service cannot be started', err: { code: 'EADDRINUSE' } });
});

describe('a process whose dependencies are all away', () => {
  const alone = async (): Promise<Record<string, string>> => {
    const [keys, nats] = ['keys', 'nats'].map((name) => path.join(temporaryFolder(), name));
    await writeFile(keys ?? '', JSON.stringify({ sealing: {}, mac: { 'audit-checkpoint': Buffer.alloc(32, 1).toString('base64') } }), { mode: 0o600 });
    await writeFile(nats ?? '', Buffer.from(createUser().getSeed()), { mode: 0o600 });
    return { ...settings.audit, COUNTERSIGN_KEYS_FILE: keys ?? '', COUNTERSIGN_NATS_KEY_FILE: nats ?? '' };
  };

  test('ends at once when it is asked to', async () => {
    const child = keep(await TestProcess.start({ args: [mainOf('audit')], env: environment(await alone()) }));
    await child.waitForLine(/waiting for the database/);
    child.signal('SIGTERM');
    expect(await child.ended).toEqual({ code: 0, signal: null });
    expect(child.output).not.toContain(SECRET);
  });

  test('ends with the process that forked it', async () => {
    const child = fork(mainOf('audit'), { env: { ...process.env, ...environment(await alone()) }, stdio: ['ignore', 'pipe', 'inherit', 'ipc'], execPath: process.execPath, execArgv: [] });
    if (child.stdout) await once(child.stdout, 'data');
    const ended = once(child, 'exit');
    child.disconnect();
    expect(await ended).toEqual([0, null]);
  });
});
