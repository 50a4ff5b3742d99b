import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  type Answer, type AuthenticateRequest, type Question, authenticateAad, authenticateContract, authenticateReplyAad, questionSchema, questionsSchema, readyContract,
} from '@countersign/contracts';
import { DerivedPurposeKeys, SealError, createKeyring, exportPurposes } from '@countersign/crypto';
import { BusError, InProcessBus } from '@countersign/messaging';
import { SharedSecret, unwrap } from '@countersign/radius';
import type { SignInQuestion } from '../../application/ports.ts';
import { AuthOverBus, isUnanswered } from './auth-over-bus.ts';

const sealer = new DerivedPurposeKeys(exportPurposes(createKeyring(randomBytes), ['bus-credentials'])).sealer('bus-credentials');
const question: SignInQuestion = {
  requestKey: 'ab'.repeat(16), proven: true, sourceAddress: '192.0.2.1', callingStationId: null, nasIdentifier: null, attributes: Buffer.alloc(0), state: null,
  userName: Buffer.from('alice'), credentials: { method: 'pap', password: Buffer.from('1234567890') },
  host: {
    id: '0198f0f0-0000-7000-8000-000000000001', name: 'vpn', addresses: [], secret: unwrap(SharedSecret.from(Buffer.from('s'))),
    secretVersion: 1, requireMessageAuthenticator: true, limitProxyState: true,
  },
};

type Numbered = { question: number; answer: unknown };

/** Auth, as it answers each message of questions: in parts, some of them late. */
async function serve(answer: (questions: readonly Question[], context: { remainingMs: number; reply: (answers: Numbered[], batch?: string) => void }) => Promise<void>): Promise<void> {
  await bus.serveParts(authenticateContract, async ({ batch, sealedQuestions }, { remainingMs, reply }) => {
    const opened = sealer.open(Buffer.from(sealedQuestions, 'base64url'), authenticateAad(batch)).toString();
    const questions = questionsSchema.parse(JSON.parse(opened)).map((each) => questionSchema.parse(each));
    await answer(questions, { remainingMs, reply: (answers, sealedFor = batch) => {
      reply({ sealedAnswers: sealer.seal(Buffer.from(JSON.stringify(answers)), authenticateReplyAad(sealedFor)).toString('base64url') });
    } });
  });
}

const yes = (message = 'yes'): Answer => ({ outcome: 'accept', message });

let bus: InProcessBus;
let auth: AuthOverBus;
let now = 0;
beforeEach(() => {
  bus = new InProcessBus(() => performance.now(), () => {});
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
    await serve(async ([first], { remainingMs, reply }) => {
      asked.push({ key: first?.requestKey ?? '', at: performance.now() - started, remaining: remainingMs });
      if (asked.length === 1) await pause(1700);
      reply([{ question: 0, answer: yes('from the second replica') }]);
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
    await serve(async (_, { reply }) => {
      count += 1;
      reply([{ question: 0, answer: yes() }]);
    });
    open();
    await auth.authenticate(question, 600);
    await pause(300);
    expect(count).toBe(1);
  });

  test('silence that the second question gets while the first is being decided does not end the wait', async () => {
    let asked = 0;
    const second = Promise.withResolvers<void>();
    await serve(async (_, { reply }) => {
      asked += 1;
      if (asked > 1) {
        reply([{ question: 0, answer: { outcome: 'silence', reason: 'challenge-being-answered' } }]);
        return second.resolve();
      }
      await second.promise;
      await pause(20);
      return reply([{ question: 0, answer: yes() }]);
    });
    open();
    expect(await auth.authenticate(question, 1500)).toMatchObject({ outcome: 'accept' });
    expect(asked).toBe(2);
  });

  test('silence to the only question so far is the answer', async () => {
    await serve(async (_, { reply }) => reply([{ question: 0, answer: { outcome: 'silence', reason: 'stale-secret' } }]));
    open();
    expect(await auth.authenticate(question, 500)).toEqual({ outcome: 'silence', reason: 'stale-secret' });
  });

  test('without an answer within the time it fails, so that the NAS gets none either', async () => {
    await serve(async () => pause(200));
    open();
    await expect(auth.authenticate(question, 90)).rejects.toBeInstanceOf(BusError);
  });

  test('who listens on the bus reads neither name, password nor answer', async () => {
    const seen: AuthenticateRequest[] = [];
    await bus.serveParts(authenticateContract, async (request, { reply }) => {
      seen.push(request);
      reply({ sealedAnswers: sealer.seal(Buffer.from(JSON.stringify([{ question: 0, answer: yes() }])), authenticateReplyAad(request.batch)).toString('base64url') });
    });
    open();
    await auth.authenticate(question, 500);
    const text = JSON.stringify(seen);
    for (const secret of ['alice', '1234567890']) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(Buffer.from(secret).toString('base64url'));
    }
  });

  test('an answer that was made for another message is not taken', async () => {
    await serve(async (_, { reply }) => reply([{ question: 0, answer: yes() }], 'cd'.repeat(16)));
    open();
    await expect(auth.authenticate(question, 900)).rejects.toBeInstanceOf(SealError);
  });
});

describe('questions of one turn', () => {
  const named = (name: string): SignInQuestion => ({ ...question, userName: Buffer.from(name) });
  const nameOf = ({ credentials }: Question): string => Buffer.from(credentials.userName, 'base64url').toString();

  test('leave in one message; each gets its own answer, as soon as it is there', async () => {
    const messages: number[] = [];
    await serve(async (questions, { reply }) => {
      messages.push(questions.length);
      const [slow, ...fast] = questions.map((each, index): Numbered => ({ question: index, answer: yes(nameOf(each)) }));
      reply(fast);
      await pause(60);
      if (slow) reply([slow, ...fast]);
    });
    open();
    const order: string[] = [];
    const answers = await Promise.all(['slow', 'one', 'two'].map(async (name) => {
      const answer = await auth.authenticate(named(name), 1000);
      order.push(name);
      return answer;
    }));
    expect(answers).toEqual(['slow', 'one', 'two'].map((name) => yes(name)));
    expect(order).toEqual(['one', 'two', 'slow']);
    expect(messages).toEqual([3]);
  });

  test('too many for one message go in several', async () => {
    const messages: number[] = [];
    await serve(async (questions, { reply }) => {
      messages.push(questions.length);
      reply(questions.map((each, index) => ({ question: index, answer: yes(nameOf(each)) })));
    });
    open();
    const names = Array.from({ length: 300 }, (_, index) => `user ${index}`);
    expect(await Promise.all(names.map((name) => auth.authenticate(named(name), 2000)))).toEqual(names.map((name) => yes(name)));
    expect(messages).toEqual([128, 128, 44]);
  });

  test('one that cannot be decided, or whose answer is none, harms no other', async () => {
    const answers: Record<string, unknown> = { good: yes(), undecided: null, odd: { outcome: 'perhaps' } };
    await serve(async (questions, { reply }) => reply(questions.map((each, index) => ({ question: index, answer: answers[nameOf(each)] }))));
    open();
    const ends = await Promise.allSettled(['good', 'undecided', 'odd'].map((name) => auth.authenticate(named(name), 900)));
    expect(ends.map((end) => (end.status === 'fulfilled' ? end.value : String(end.reason)))).toEqual([yes(), 'BusError: internal-error', 'BusError: bad-reply']);
  });
});

describe('readiness', () => {
  test('one yes holds for 2 s', async () => {
    await bus.serve(readyContract, async () => ({ ready: true as const }));
    open();
    while (!auth.isReady()) await pause(1);
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

test('nobody who answers in time is told from an answer that cannot be used', () => {
  for (const code of ['deadline-exceeded', 'no-responder', 'unavailable'] as const) expect(isUnanswered(new BusError(code))).toBe(true);
  for (const error of [new BusError('internal-error'), new BusError('bad-reply'), new SealError('not-authentic'), new TypeError('a fault of ours')]) {
    expect(isUnanswered(error)).toBe(false);
  }
});
