import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Answer, type AuthenticateRequest, authenticateContract, authenticateReplyAad, readyContract } from '@countersign/contracts';
import { DerivedPurposeKeys, SealError, createKeyring, exportPurposes } from '@countersign/crypto';
import { BusError, InProcessBus } from '@countersign/messaging';
import { SharedSecret, unwrap } from '@countersign/radius';
import type { SignInQuestion } from '../../application/ports.ts';
import { AuthOverBus } from './auth-over-bus.ts';

const sealer = new DerivedPurposeKeys(exportPurposes(createKeyring(randomBytes), ['bus-credentials'])).sealer('bus-credentials');
const question: SignInQuestion = {
  requestKey: 'ab'.repeat(16), proven: true, sourceAddress: '192.0.2.1', callingStationId: null, nasIdentifier: null, state: null,
  userName: Buffer.from('alice'), credentials: { method: 'pap', password: Buffer.from('1234567890') },
  host: {
    id: '0198f0f0-0000-7000-8000-000000000001', name: 'vpn', addresses: [], secret: unwrap(SharedSecret.from(Buffer.from('s'))),
    secretVersion: 1, requireMessageAuthenticator: true, limitProxyState: true,
  },
};
const sealedReply = (requestKey: string, answer: Answer): { sealedAnswer: string } => ({
  sealedAnswer: sealer.seal(Buffer.from(JSON.stringify(answer)), authenticateReplyAad(requestKey)).toString('base64url'),
});
const reply = (requestKey: string, message: string): { sealedAnswer: string } => sealedReply(requestKey, { outcome: 'accept', message });

let bus: InProcessBus;
let auth: AuthOverBus;
let now = 0;
beforeEach(() => {
  bus = new InProcessBus(() => performance.now());
  now = 0;
});
afterEach(async () => {
  auth.stop();
  await bus.close();
});
const open = (): void => {
  auth = new AuthOverBus(bus, sealer, () => now);
};

describe('the question to auth', () => {
  test('after a third of the time it is asked once more with the same key: a killed replica may hold the first', async () => {
    const asked: { key: string; at: number; remaining: number }[] = [];
    const started = performance.now();
    await bus.serve(authenticateContract, async (request, { remainingMs }) => {
      asked.push({ key: request.requestKey, at: performance.now() - started, remaining: remainingMs });
      if (asked.length === 1) await pause(1700);
      return reply(request.requestKey, 'from the second replica');
    });
    open();
    expect(await auth.authenticate(question, 1500)).toEqual({ outcome: 'accept', message: 'from the second replica' });
    expect(asked.map(({ key }) => key)).toEqual([question.requestKey, question.requestKey]);
    expect(asked[1]?.at).toBeGreaterThanOrEqual(490);
    expect(asked[1]?.at).toBeLessThan(1500);
    expect(asked[1]?.remaining).toBeLessThanOrEqual(1000);
  });

  test('it is asked once when the answer comes in time', async () => {
    let count = 0;
    await bus.serve(authenticateContract, async (request) => {
      count += 1;
      return reply(request.requestKey, 'yes');
    });
    open();
    await auth.authenticate(question, 150);
    await pause(120);
    expect(count).toBe(1);
  });

  test('silence that the second question gets while the first is being decided does not end the wait', async () => {
    let asked = 0;
    await bus.serve(authenticateContract, async (request) => {
      asked += 1;
      if (asked > 1) return sealedReply(request.requestKey, { outcome: 'silence', reason: 'challenge-being-answered' });
      await pause(100);
      return reply(request.requestKey, 'yes');
    });
    open();
    expect(await auth.authenticate(question, 150)).toMatchObject({ outcome: 'accept' });
    expect(asked).toBe(2);
  });

  test('silence to the only question so far is the answer', async () => {
    await bus.serve(authenticateContract, async (request) => sealedReply(request.requestKey, { outcome: 'silence', reason: 'stale-secret' }));
    open();
    expect(await auth.authenticate(question, 500)).toEqual({ outcome: 'silence', reason: 'stale-secret' });
  });

  test('without an answer within the time it fails, so that the NAS gets none either', async () => {
    await bus.serve(authenticateContract, async () => pause(200, { sealedAnswer: '' }));
    open();
    await expect(auth.authenticate(question, 90)).rejects.toBeInstanceOf(BusError);
  });

  test('who listens on the bus reads neither name, password nor answer', async () => {
    const seen: AuthenticateRequest[] = [];
    await bus.serve(authenticateContract, async (request) => {
      seen.push(request);
      return reply(request.requestKey, 'yes');
    });
    open();
    await auth.authenticate(question, 500);
    const text = JSON.stringify(seen);
    for (const secret of ['alice', '1234567890']) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(Buffer.from(secret).toString('base64url'));
    }
  });

  test('an answer that was made for another request is not taken', async () => {
    await bus.serve(authenticateContract, async () => reply('cd'.repeat(16), 'yes'));
    open();
    await expect(auth.authenticate(question, 90)).rejects.toBeInstanceOf(SealError);
  });
});

describe('readiness', () => {
  test('one yes holds for 2 s', async () => {
    await bus.serve(readyContract, async () => ({ ready: true as const }));
    open();
    await pause(20);
    expect(auth.isReady()).toBe(true);
    now = 1999;
    expect(auth.isReady()).toBe(true);
    now = 2000;
    expect(auth.isReady()).toBe(false);
  });

  test('before the first yes auth is not ready', () => {
    open();
    expect(auth.isReady()).toBe(false);
  });
});
