import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { type Credentials, authenticateAad, authenticateReplyAad } from '@countersign/contracts';
import { DerivedPurposeKeys, createKeyring, exportPurposes } from '@countersign/crypto';
import type { OpenedRequest } from '../../application/opened-request.ts';
import { signInHandler } from './sign-in-handler.ts';

const keys = new DerivedPurposeKeys(exportPurposes(createKeyring(randomBytes), ['bus-credentials', 'passcode', 'throttle-source']));
const sealer = keys.sealer('bus-credentials');
const HOST = '0198f0f0-0000-7000-8000-000000000001';
const OTHER_HOST = '0198f0f0-0000-7000-8000-000000000002';
const requestKey = 'ab'.repeat(16);
const b64 = (text: string | Buffer): string => Buffer.from(text).toString('base64url');

async function opened(
  credentials: Credentials, { agentHostId = HOST, callingStationId = null, sealedFor = requestKey }:
  { agentHostId?: string; callingStationId?: string | null; sealedFor?: string } = {},
): Promise<{ request: OpenedRequest; sealedAnswer: string }> {
  let seen: OpenedRequest | undefined;
  const handler = signInHandler({
    signIn: { decide: async (request) => {
      seen = request;
      return { outcome: 'accept', message: 'PASSCODE Accept' };
    } },
    sealer, passcodeMac: keys.mac('passcode'), sourceMac: keys.mac('throttle-source'),
  });
  const { sealedAnswer } = await handler({
    requestKey, agentHostId, secretVersion: 1, proven: true, sourceAddress: '192.0.2.1', callingStationId, nasIdentifier: null, state: null,
    sealedCredentials: b64(sealer.seal(Buffer.from(JSON.stringify(credentials)), authenticateAad(sealedFor))),
  });
  if (!seen) throw new Error('not decided');
  return { request: seen, sealedAnswer };
}

const pap = (password: string | Buffer, userName: string | Buffer = 'alice'): Credentials =>
  ({ method: 'pap', userName: b64(userName), password: b64(password) });
const macOf = ({ credentials }: OpenedRequest): string | null => (credentials.method === 'pap' ? credentials.passwordMac : null);

describe('a sealed question', () => {
  test('sealed for another request is not opened', async () => {
    await expect(opened(pap('x'), { sealedFor: 'cd'.repeat(16) })).rejects.toThrow('not-authentic');
  });

  test('is answered sealed, bound to the request', async () => {
    const { sealedAnswer } = await opened(pap('x'));
    const answer = sealer.open(Buffer.from(sealedAnswer, 'base64url'), authenticateReplyAad(requestKey));
    expect(JSON.parse(answer.toString())).toEqual({ outcome: 'accept', message: 'PASSCODE Accept' });
    expect(() => sealer.open(Buffer.from(sealedAnswer, 'base64url'), authenticateReplyAad('cd'.repeat(16)))).toThrow('not-authentic');
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
