import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { AttributeType, decodePacket, encodeReply, findValue, type Packet, PacketCode, readCredentials, SharedSecret, unwrap, verifyRequest } from '@countersign/radius';
import { systemCaller } from '../domain/caller.ts';
import { TestSignIn, type TestSignInInput } from './test-sign-in.ts';

const SECRET = Buffer.from('the secret of the VPN');
const secret = unwrap(SharedSecret.from(SECRET));
const caller = { ...systemCaller('x'), actor: { kind: 'administrator', id: null, label: '王小明'.repeat(40), address: '198.51.100.7' } } as const;
const input: TestSignInInput = { agentHostId: 'vpn', login: 'alice', password: '2468123456', protocol: 'pap', state: null };

type Answering = (packet: Packet) => { readonly code: Parameters<typeof encodeReply>[1]['code']; readonly attributes?: readonly { type: number; value: Buffer }[] } | null;

/** A test whose gateway verifies as the real one does, and answers as told. */
function against(answer: Answering, replySecret = secret) {
  const seen: Packet[] = [];
  const tests = new TestSignIn({
    random: randomBytes, monotonic: () => performance.now(),
    hostOf: async () => ({ address: '192.0.2.1', secret: SECRET }),
    exchange: async (sourceAddress, datagram) => {
      expect(sourceAddress).toBe('192.0.2.1');
      const packet = unwrap(decodePacket(datagram));
      expect(unwrap(verifyRequest(packet, secret, { requireMessageAuthenticator: true, limitProxyState: true }))).toEqual({ proven: true });
      seen.push(packet);
      const reply = answer(packet);
      const requestKey = 'ab'.repeat(16);
      if (reply === null) return { datagram: null, reason: 'no-answer-from-auth', requestKey };
      return { datagram: unwrap(encodeReply(packet, { attributes: [], ...reply }, replySecret)), reason: null, requestKey };
    },
  });
  return { tests, seen };
}

describe('a test sign-in', () => {
  test('sends what a device would send, says who tested, and tells the answer with every field', async () => {
    const { tests, seen } = against(() => ({ code: PacketCode.accessAccept, attributes: [{ type: AttributeType.replyMessage, value: Buffer.from('PASSCODE Accept') }] }));
    const reply = await tests.test(input, caller);
    expect(reply).toMatchObject({ outcome: 'accept', message: 'PASSCODE Accept', state: null, reason: null, requestKey: 'ab'.repeat(16) });
    expect(reply.received.map(({ name }) => name)).toEqual(['Message-Authenticator', 'Reply-Message']);
    expect(reply.sent.find(({ name }) => name === 'User-Password')).toMatchObject({ hidden: true });
    expect(JSON.stringify(reply)).not.toContain('2468123456');
    const [packet] = seen;
    expect(packet && findValue(packet, AttributeType.nasIdentifier)?.toString()).toMatch(/^test by 王小明/);
    expect(packet && findValue(packet, AttributeType.callingStationId)?.toString()).toBe('198.51.100.7');
    expect(packet && JSON.stringify(readCredentials(packet, secret))).toContain(JSON.stringify(Buffer.from('2468123456')));
  });

  test('answers a challenge with its State; CHAP proves the first password alone', async () => {
    const state = Buffer.from('opaque');
    const { tests, seen } = against(() => ({ code: PacketCode.accessChallenge, attributes: [{ type: AttributeType.state, value: state }] }));
    const first = await tests.test({ ...input, protocol: 'chap' }, caller);
    expect(first).toMatchObject({ outcome: 'challenge', state: state.toString('base64url') });
    await tests.test({ ...input, protocol: 'chap', state: first.state }, caller);
    expect(seen.map((packet) => findValue(packet, AttributeType.chapPassword) !== undefined)).toEqual([true, false]);
    expect(seen.map((packet) => findValue(packet, AttributeType.state)?.equals(state))).toEqual([undefined, true]);
    expect(new Set(seen.map(({ authenticator }) => authenticator.toString('hex'))).size).toBe(2);
  });

  test('tells silence, and an answer that somebody without the secret wrote', async () => {
    expect(await against(() => null).tests.test(input, caller)).toMatchObject({ outcome: 'silence', reason: 'no-answer-from-auth', received: [], requestKey: null });
    const forged = against(() => ({ code: PacketCode.accessAccept }), unwrap(SharedSecret.from(Buffer.from('guessed'))));
    expect(await forged.tests.test(input, caller)).toMatchObject({ outcome: 'silence', reason: 'response-authenticator-wrong' });
  });

  test('is refused when its values fit no packet', async () => {
    const { tests, seen } = against(() => null);
    await expect(tests.test({ ...input, password: '密'.repeat(128) }, caller)).rejects.toMatchObject({ code: 'bad-request' });
    await expect(tests.test({ ...input, login: '名'.repeat(253) }, caller)).rejects.toMatchObject({ code: 'bad-request' });
    expect(seen).toEqual([]);
  });
});
