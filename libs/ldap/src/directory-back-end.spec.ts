import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { beforeTimer, describeWithSlapd, disposeAfterEach, eventually, inOneTurn, privateSlapd, type PrivateSlapd, untilInTime } from '@countersign/testing';
import fc from 'fast-check';
import { checkPassword } from './check-password.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { DirectoryBackEnd } from './directory-back-end.ts';
import { ADMIN, BadServer, SUFFIX, directorySettings, personLdif, treeLdif } from './slapd-fixture.ts';

const describe = await describeWithSlapd();
const keep = disposeAfterEach();

test('a server that fails three times rests; one question tries it, and longer rests follow', () => {
  const breaker = new CircuitBreaker();
  for (const now of [0, 1, 2]) {
    expect(breaker.admits(now)).toBe(true);
    breaker.failed(now);
  }
  expect(breaker.admits(10_001)).toBe(false);
  expect([breaker.admits(10_002), breaker.admits(10_002)]).toEqual([true, false]);
  breaker.failed(10_100);
  expect([breaker.admits(30_099), breaker.admits(30_100)]).toEqual([false, true]);
  breaker.succeeded();
  expect([breaker.open, breaker.admits(30_101), breaker.admits(30_101)]).toEqual([false, true, true]);
});

describe('several servers, some of them bad', () => {
  let slapd: PrivateSlapd;

  beforeAll(async () => {
    slapd = await privateSlapd({ suffix: SUFFIX, adminPassword: ADMIN.password, ldif: treeLdif(personLdif('alice', 'Wonder land!')) });
  });
  afterAll(async () => slapd.stop());

  const backEnd = (servers: readonly string[], { serverTimeoutMs = 150, totalMs = 1000, concurrent = 4, waiting = 4, now = () => performance.now() } = {}) =>
    new DirectoryBackEnd({ settings: directorySettings(servers, { serverTimeoutMs }), concurrent, waiting, totalMs, monotonic: now });
  const alice = (end: DirectoryBackEnd, password = 'Wonder land!') => end.check('alice', password);

  test('the next server is asked, and a silent one is asked no more after three times', async () => {
    const silent = keep(await BadServer.start(() => undefined));
    // A busy machine's slapd takes its time: far more for it than it needs.
    const end = backEnd([silent.address, slapd.address], { serverTimeoutMs: 1500, totalMs: 60_000 });
    for (let round = 0; round < 5; round += 1) expect(await alice(end)).toEqual({ verdict: 'right' });
    expect(silent.connections).toBe(3);
    expect(end.health()).toMatchObject([{ state: 'left-alone', lastFault: 'timeout' }, { state: 'answering', lastFault: null }]);
    expect(await alice(end, 'no')).toEqual({ verdict: 'wrong', reason: 'password' });
  });

  test('nobody waits longer than the whole time, and a rested directory is refused at once', async () => {
    const slow = keep(await BadServer.slow(slapd.address, 5000));
    const end = backEnd([slow.address, slow.address], { serverTimeoutMs: 300, totalMs: 400 });
    // Both servers' own times would be 600 ms.
    expect(await beforeTimer(500, async () => alice(end))).toEqual({ verdict: 'unreachable', fault: 'timeout' });
    // On a busy machine the first may take up all the time, and the second is not asked.
    await untilInTime(async () => {
      await alice(end);
      return end.health().every(({ state }) => state === 'left-alone') || undefined;
    });
    expect(await inOneTurn(async () => alice(end))).toEqual({ verdict: 'unreachable', fault: 'left-alone' });
  });

  test('what finds no room is turned away at once; what waited too long is not asked any more', async () => {
    const silent = keep(await BadServer.start(() => undefined));
    // However long a busy machine takes to begin them, they begin at the same moment.
    const asked = performance.now();
    let begun = false;
    const end = backEnd([silent.address], { serverTimeoutMs: 300, totalMs: 300, concurrent: 1, waiting: 1, now: () => (begun ? performance.now() : asked) });
    const answers = [alice(end), alice(end), alice(end)];
    begun = true;
    expect(await Promise.all(answers)).toEqual([{ verdict: 'unreachable', fault: 'timeout' }, { verdict: 'no-room' }, { verdict: 'no-room' }]);
    await eventually(() => expect(silent.connections).toBe(1));
  });

  test('a stopped server comes back by itself', async () => {
    let now = 0;
    const end = backEnd([slapd.address], { now: () => now, serverTimeoutMs: 2000, totalMs: 4000 });
    await slapd.stop();
    for (let round = 0; round < 3; round += 1) expect(await alice(end)).toEqual({ verdict: 'unreachable', fault: 'unreachable' });
    await slapd.restart();
    expect(await alice(end)).toEqual({ verdict: 'unreachable', fault: 'left-alone' });
    now += 10_000;
    expect(await alice(end)).toEqual({ verdict: 'right' });
  });

  test('whatever a server says, it is a verdict or a fault, and in time', async () => {
    let said = Buffer.alloc(0);
    const liar = keep(await BadServer.start((socket) => { socket.on('data', () => socket.write(said)); }));
    const settings = (security: 'none' | 'starttls') => directorySettings([], { security });
    await fc.assert(fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 64 }), fc.constantFrom('none', 'starttls'), async (bytes, security) => {
      said = Buffer.from(bytes);
      const error = await checkPassword(liar.address, settings(security), { login: 'alice', password: 'x' }, 60).then(() => undefined, (reason: unknown) => reason);
      expect(error).toMatchObject({ name: 'DirectoryFault' });
    }), { numRuns: 25 });
  });

  test('an answer without end is cut off', async () => {
    const endless = keep(await BadServer.start((socket) => {
      const header = Buffer.from([0x30, 0x84, 0x7f, 0xff, 0xff, 0xff]);
      socket.on('data', () => {
        socket.write(header);
        const more = (): void => { while (!socket.destroyed && socket.write(Buffer.alloc(65_536))); };
        socket.on('drain', more);
        more();
      });
    }));
    await expect(checkPassword(endless.address, directorySettings([]), { login: 'alice', password: 'x' }, 60_000)).rejects.toMatchObject({ code: 'not-understood' });
  });
});
