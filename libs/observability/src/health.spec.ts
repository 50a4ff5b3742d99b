import { afterEach, expect, test } from '@jest/globals';
import { HealthRegistry, type ObservabilityServer, createMetrics, serveObservability } from './index.ts';

let server: ObservabilityServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

const metrics = createMetrics({ service: 'auth', replica: 'a' });
const open = async (health: HealthRegistry): Promise<(path: string, method?: string) => Promise<Response>> => {
  server = await serveObservability({ host: '127.0.0.1', port: 0 }, health, metrics);
  const { port } = server;
  return (path, method = 'GET') => fetch(`http://127.0.0.1:${port}${path}`, { method });
};

test('ready when it serves and every check passes; no reason is told', async () => {
  const health = new HealthRegistry(50);
  let up = true;
  health.add('database', async () => {
    if (!up) throw new Error('password secret1 refused');
  });
  expect(await health.ready()).toEqual({ status: 'not-ready', checks: { database: 'up' } });
  health.serving();
  const get = await open(health);
  const ready = await get('/health/ready');
  expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready', checks: { database: 'up' } }]);
  up = false;
  const down = await get('/health/ready?verbose=1');
  expect([down.status, await down.json()]).toEqual([503, { status: 'not-ready', checks: { database: 'down' } }]);
  up = true;
  health.draining();
  expect((await get('/health/ready')).status).toBe(503);
  expect((await get('/health/live')).status).toBe(200);
});

test('a check that hangs is a timeout and holds nobody up; a burst of probes is one round', async () => {
  const health = new HealthRegistry(30);
  let asked = 0;
  health.add('database', () => {
    asked += 1;
    return new Promise(() => undefined);
  });
  health.add('throws', () => {
    throw new Error('at once');
  });
  health.serving();
  const reports = await Promise.all(Array.from({ length: 20 }, () => health.ready()));
  expect(new Set(reports.map(({ checks }) => JSON.stringify(checks)))).toEqual(new Set(['{"database":"timeout","throws":"down"}']));
  expect(asked).toBe(1);
});

test('what is only reported does not decide', async () => {
  const health = new HealthRegistry(50);
  health.add('database', async () => undefined);
  health.addReportedOnly('state-store', async () => {
    throw new Error('away');
  });
  health.serving();
  expect(await health.ready()).toEqual({ status: 'ready', checks: { database: 'up', 'state-store': 'down' } });
  expect(() => health.addReportedOnly('database', async () => undefined)).toThrow('already');
});

test('a name is taken once', () => {
  const health = new HealthRegistry();
  health.add('database', async () => undefined);
  expect(() => health.add('database', async () => undefined)).toThrow('already');
});

test('the server shows metrics, knows no other path and takes no other method', async () => {
  const get = await open(new HealthRegistry());
  expect((await get('/metrics')).headers.get('content-type')).toContain('text/plain');
  expect((await get('/')).status).toBe(404);
  expect((await get('/metrics/../etc')).status).toBe(404);
  expect((await get('/metrics', 'POST')).status).toBe(405);
  expect(await (await get('/health/live', 'HEAD')).text()).toBe('');
});
