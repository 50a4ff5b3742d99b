import { expect, test } from '@jest/globals';
import { CombinedHealth, type HealthChange, HealthRegistry, HealthWatch, healthLine } from './index.ts';

interface Switch { up: boolean }

function registry(checks: Readonly<Record<string, Switch>>): HealthRegistry {
  const health = new HealthRegistry(50);
  for (const [name, state] of Object.entries(checks)) {
    health.add(name, async () => {
      if (!state.up) throw new Error('away');
    });
  }
  health.serving();
  return health;
}

/** A watch that looks when it is told to. */
function watching(services: Readonly<Record<string, HealthRegistry>>): { told: HealthChange[]; clock: { now: number }; look: () => Promise<void> } {
  const [told, clock]: [HealthChange[], { now: number }] = [[], { now: 1_000_000 }];
  const watch = new HealthWatch({ services, now: () => clock.now, told: (change) => told.push(change), everyMs: 3_600_000 });
  return { told, clock, look: async () => {
    watch.start();
    await watch.looked();
  } };
}

test('a trouble is told once for all services, and its end with when it began', async () => {
  const [auth, audit] = [{ up: true }, { up: true }];
  const { told, clock, look } = watching({ auth: registry({ database: auth }), audit: registry({ database: audit }) });
  await look();
  [auth.up, audit.up] = [false, false];
  for (let tries = 0; tries < 5; tries += 1) {
    clock.now += 1000;
    await look();
  }
  expect(told).toEqual([{ check: 'database', outcome: 'down', services: ['auth', 'audit'], since: 1_001_000 }]);
  auth.up = true;
  await look();
  expect(told).toHaveLength(1);
  audit.up = true;
  clock.now += 1000;
  await look();
  expect(told.slice(1)).toEqual([{ check: 'database', outcome: 'up', services: ['auth', 'audit'], since: 1_001_000 }]);
});

test('what fails because the database does is not told, nor right after its return; what fails by itself is', async () => {
  const [database, outbox] = [{ up: false }, { up: false }];
  const { told, clock, look } = watching({ auth: registry({ database, outbox }) });
  await look();
  database.up = true;
  clock.now += 1000;
  await look();
  expect(told.map(({ check, outcome }) => `${check} ${outcome}`)).toEqual(['database down', 'database up']);
  clock.now += 60_000;
  await look();
  expect(told.slice(2)).toMatchObject([{ check: 'outbox', outcome: 'down' }]);
});

test('the lines say what, for whom, since when, and for how long', () => {
  const since = Date.UTC(2026, 10, 21, 17, 20, 3);
  expect(healthLine({ check: 'database', outcome: 'timeout', services: ['auth', 'audit'], since }, since))
    .toBe('The database does not answer since 2026-11-21T17:20:03.000Z (noticed by auth, audit). Sign-ins get no answer and changes are refused until it does.');
  expect(healthLine({ check: 'database', outcome: 'down', services: ['auth'], since }, since)).toMatch(/^The database cannot be used since /);
  expect(healthLine({ check: 'database', outcome: 'up', services: ['auth'], since }, since + 34_000)).toBe('The database answers again, after 34 s.');
  expect(healthLine({ check: 'new one', outcome: 'down', services: ['auth'], since }, since)).toMatch(/^The check "new one" cannot be used since \S+ \(noticed by auth\)\.$/);
});

test('a process is ready when each of its services is', async () => {
  const [own, other] = [registry({ database: { up: true } }), new HealthRegistry(50)];
  const health = new CombinedHealth(own, { auth: other });
  expect(await health.ready()).toEqual({ status: 'not-ready', checks: { database: 'up', auth: 'down' } });
  other.serving();
  expect(await health.ready()).toEqual({ status: 'ready', checks: { database: 'up', auth: 'up' } });
  other.draining();
  expect((await health.ready()).status).toBe('not-ready');
});
