import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { type Answer, type Credentials, type Question, authenticateAad, authenticateReplyAad } from '@countersign/contracts';
import { DerivedPurposeKeys, createKeyring, exportPurposes } from '@countersign/crypto';
import type { OpenedRequest } from '../../application/opened-request.ts';
import { signInHandler } from './sign-in-handler.ts';

const keys = new DerivedPurposeKeys(exportPurposes(createKeyring(randomBytes), ['bus-credentials', 'passcode', 'throttle-source']));
const sealer = keys.sealer('bus-credentials');
const HOST = '0198f0f0-0000-7000-8000-000000000001';
const OTHER_HOST = '0198f0f0-0000-7000-8000-000000000002';
const requestKey = 'ab'.repeat(16);
const batch = '01'.repeat(16);
const b64 = (text: string | Buffer): string => Buffer.from(text).toString('base64url');

const questionOf = (credentials: Credentials, changes: Partial<Question> = {}): Question => ({
  requestKey, agentHostId: HOST, secretVersion: 1, proven: true, sourceAddress: '192.0.2.1', callingStationId: null, nasIdentifier: null, state: null,
  credentials, remainingMs: 1000, ...changes,
});

type Numbered = { question: number; answer: Answer | null };

/** What auth answers to the questions of one message, part by part. */
async function ask(
  questions: readonly unknown[], decide: (request: OpenedRequest) => Promise<Answer>, sealedFor = batch, errors: unknown[] = [], remainingMs = 60_000,
): Promise<{ parts: Numbered[][]; sealed: string[]; errors: unknown[] }> {
  const sealed: string[] = [];
  const handler = signInHandler({
    signIn: { decide }, sealer, passcodeMac: keys.mac('passcode'), sourceMac: keys.mac('throttle-source'), now: () => 5000,
    onError: (error) => errors.push(error),
  });
  await handler({ batch, sealedQuestions: b64(sealer.seal(Buffer.from(JSON.stringify(questions)), authenticateAad(sealedFor))) }, {
    reply: ({ sealedAnswers }) => sealed.push(sealedAnswers), remainingMs,
  });
  const parts = sealed.map((part) => JSON.parse(sealer.open(Buffer.from(part, 'base64url'), authenticateReplyAad(batch)).toString()) as Numbered[]);
  return { parts, sealed, errors };
}

const accepted: Answer = { outcome: 'accept', message: 'PASSCODE Accept' };

async function opened(credentials: Credentials, changes: Partial<Question> = {}): Promise<{ request: OpenedRequest }> {
  let seen: OpenedRequest | undefined;
  await ask([questionOf(credentials, changes)], async (request) => {
    seen = request;
    return accepted;
  });
  if (!seen) throw new Error('not decided');
  return { request: seen };
}

const pap = (password: string | Buffer, userName: string | Buffer = 'alice'): Credentials =>
  ({ method: 'pap', userName: b64(userName), password: b64(password) });
const macOf = ({ credentials }: OpenedRequest): string | null => (credentials.method === 'pap' ? credentials.passwordMac : null);

describe('a message of questions', () => {
  test('sealed for another message is not opened', async () => {
    await expect(ask([questionOf(pap('x'))], async () => accepted, 'cd'.repeat(16))).rejects.toThrow('not-authentic');
  });

  test('is answered sealed, bound to the message', async () => {
    const { parts, sealed } = await ask([questionOf(pap('x'))], async () => accepted);
    expect(parts).toEqual([[{ question: 0, answer: accepted }]]);
    expect(() => sealer.open(Buffer.from(sealed[0] ?? '', 'base64url'), authenticateReplyAad('cd'.repeat(16)))).toThrow('not-authentic');
  });

  test('what is decided together leaves together, and waits for nothing slower', async () => {
    const names = ['fast', 'slow', 'fast'];
    const { parts } = await ask(names.map((name) => questionOf(pap('x', name))), async ({ userName }) => {
      if (userName === 'slow') await pause(30);
      return { outcome: 'accept', message: userName ?? '' };
    });
    expect(parts.map((part) => part.map(({ question }) => question))).toEqual([[0, 2], [1]]);
    expect(parts.flat().map(({ answer }) => answer)).toEqual(['fast', 'fast', 'slow'].map((message) => ({ outcome: 'accept', message })));
  });

  test('one that fails, or that is no question, harms no other; why it failed is told here and not to the gateway', async () => {
    const { parts, errors } = await ask([questionOf(pap('x', 'bad')), { nonsense: true }, questionOf(pap('x')), questionOf(pap('x'), { callingStationId: '\u0000' })], async ({ userName }) => {
      if (userName === 'bad') throw new Error('no');
      return accepted;
    });
    expect(parts.flat().toSorted((left, right) => left.question - right.question)).toEqual([
      { question: 0, answer: null }, { question: 1, answer: null }, { question: 2, answer: accepted }, { question: 3, answer: null },
    ]);
    expect(errors).toEqual([new Error('no')]);
  });

  test('says until when somebody waits', async () => {
    expect((await opened(pap('x'), { remainingMs: 700 })).request.expiresAt).toBe(5700);
  });

  test('what its message waited for on the way counts', async () => {
    const until: (number | undefined)[] = [];
    await ask([questionOf(pap('x'), { remainingMs: 700 })], async ({ expiresAt }) => {
      until.push(expiresAt);
      return accepted;
    }, batch, [], 300);
    expect(until).toEqual([5300]);
  });
});

describe('what was typed', () => {
  test.each([['NUL', Buffer.from('123\u0000')], ['a control character', Buffer.from('123\u0007')], ['ill-formed UTF-8', Buffer.from([0x31, 0xff])]])(
    'pitfall 8: %s in a password or name is no text', async (_, bytes) => {
      const { request } = await opened(pap(bytes, bytes));
      expect(request).toMatchObject({ userName: null, credentials: { method: 'pap', password: null } });
    });

  test('UTF-8, spaces and backslashes are text', async () => {
    const { request } = await opened(pap('密码 \\ 1', 'CORP\\müller'));
    expect(request).toMatchObject({ userName: 'CORP\\müller', credentials: { password: '密码 \\ 1' } });
  });

  test('of an unsupported protocol only its name arrives', async () => {
    const { request } = await opened({ method: 'unsupported', userName: b64('alice'), offered: 'eap' });
    expect(request.credentials).toEqual({ method: 'unsupported', offered: 'eap' });
  });
});

describe('who is told apart', () => {
  test('sources, by agent host and Calling-Station-Id, without the address itself', async () => {
    const source = async (options: Parameters<typeof opened>[1]): Promise<string> => (await opened(pap('x'), options)).request.source;
    const sources = [
      await source({ callingStationId: '198.51.100.7' }), await source({ callingStationId: '198.51.100.8' }),
      await source({ callingStationId: null }), await source({ callingStationId: '198.51.100.7', agentHostId: OTHER_HOST }),
    ];
    expect(new Set(sources).size).toBe(4);
    expect(await source({ callingStationId: '198.51.100.7' })).toBe(sources[0]);
    expect(sources.join(' ')).not.toContain('198.51.100');
  });

  test('passcodes, by a keyed hash that another agent host does not share', async () => {
    const [one, same, other, elsewhere] = await Promise.all([
      opened(pap('1234567890')), opened(pap('1234567890')), opened(pap('1234567891')), opened(pap('1234567890'), { agentHostId: OTHER_HOST }),
    ]);
    expect(macOf(one.request)).toBe(macOf(same.request));
    expect(macOf(one.request)).not.toBe(macOf(other.request));
    expect(macOf(one.request)).not.toBe(macOf(elsewhere.request));
  });
});
