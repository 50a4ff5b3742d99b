import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  type AttributeInput,
  decodePacket,
  encodeReply,
  encodeRequest,
  type IntegrityPolicy,
  type Packet,
  type RequestInput,
  SharedSecret,
  unwrap,
  verifyReply,
  verifyRequest,
} from './index.ts';

const { server_rules: rules }: { readonly server_rules: readonly string[] } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../vectors/blast-radius.json'), 'utf8'),
);

const secret = unwrap(SharedSecret.from(Buffer.from('testing123')));
const authenticator = Buffer.from('a0a1a2a3a4a5a6a7a8a9aaabacadaeaf', 'hex');
const required: IntegrityPolicy = { requireMessageAuthenticator: true, limitProxyState: true };
const limited: IntegrityPolicy = { requireMessageAuthenticator: false, limitProxyState: true };
const userName = { type: 1, value: Buffer.from('alice') };
const password = { type: 2, value: Buffer.alloc(16, 2) };
const proxyState = { type: 33, value: Buffer.from('proxy') };
const eapMessage = { type: 79, value: Buffer.of(2, 1, 0, 5, 1) };

function packet(request: RequestInput): Packet {
  return unwrap(decodePacket(unwrap(encodeRequest(request))));
}

function access(messageAuthenticator: 'first' | 'none', ...attributes: readonly AttributeInput[]): Packet {
  return packet({ code: 1, identifier: 1, authenticator, attributes, secret, messageAuthenticator });
}

function reasonOf(request: Packet, policy: IntegrityPolicy): string | undefined {
  const verified = verifyRequest(request, secret, policy);
  return verified.ok ? undefined : verified.reason;
}

/** Signs by hand, so that any number, length and place of Message-Authenticator can be had. */
function withAttributes(hex: string): Packet {
  const bytes = Buffer.from(`01010000${authenticator.toString('hex')}${hex}`, 'hex');
  bytes.writeUInt16BE(bytes.length, 2);
  return unwrap(decodePacket(bytes));
}

/** What the codec does about each rule, by how the rule begins. */
const checks: readonly (readonly [string, () => void])[] = [
  [
    'On UDP/TCP: every Access-Accept',
    () => {
      for (const request of [access('none', userName), access('first', userName)]) {
        for (const code of [2, 3, 11] as const) {
          const reply = unwrap(encodeReply(request, { code, attributes: [userName] }, secret));
          expect(reply.subarray(20, 22)).toEqual(Buffer.of(0x50, 0x12));
        }
      }
    },
  ],
  [
    'Response MA = HMAC-MD5',
    () => {
      const request = access('first', userName);
      const reply = unwrap(encodeReply(request, { code: 2, attributes: [] }, secret));
      const signed = Buffer.concat([reply.subarray(0, 4), authenticator, Buffer.of(0x50, 0x12), Buffer.alloc(16)]);
      expect(reply.subarray(22, 38)).toEqual(secret.hmacMd5(signed));
      reply.copy(signed, 20, 20);
      expect(reply.subarray(4, 20)).toEqual(secret.md5After(signed));
    },
  ],
  [
    'Per client require_message_authenticator',
    () => {
      expect(reasonOf(access('none', userName), required)).toBe('message-authenticator-missing');
      expect(reasonOf(access('none', userName), limited)).toBeUndefined();
    },
  ],
  [
    'Per client limit_proxy_state',
    () => {
      const request = access('none', userName, proxyState);
      expect(reasonOf(request, limited)).toBe('proxy-state-without-message-authenticator');
      expect(reasonOf(access('first', userName, proxyState), limited)).toBeUndefined();
    },
  ],
  [
    'Status-Server always requires MA',
    () => {
      const common = { code: 12, identifier: 1, authenticator, attributes: [], secret } as const;
      expect(reasonOf(packet({ ...common, messageAuthenticator: 'none' }), limited)).toBe(
        'status-server-without-message-authenticator',
      );
      expect(reasonOf(packet({ ...common, messageAuthenticator: 'first' }), required)).toBeUndefined();
      expect(reasonOf(access('none', eapMessage), limited)).toBe('eap-message-without-message-authenticator');
      expect(reasonOf(access('first', eapMessage, password), limited)).toBe('eap-message-with-password');
    },
  ],
  [
    'Invalid MA: silently discard',
    () => {
      expect(reasonOf(withAttributes(`5012${'11'.repeat(16)}`), limited)).toBe('message-authenticator-wrong');
    },
  ],
  [
    'More than one MA attribute',
    () => {
      const one = `5012${'00'.repeat(16)}`;
      expect(reasonOf(withAttributes(`${one}${one}`), limited)).toBe('message-authenticator-repeated');
      expect(reasonOf(withAttributes(`5011${'00'.repeat(15)}`), limited)).toBe('message-authenticator-length-invalid');
      expect(reasonOf(withAttributes(`5013${'00'.repeat(17)}`), limited)).toBe('message-authenticator-length-invalid');
    },
  ],
  [
    'Proxy-State echoed verbatim',
    () => {
      const other = { type: 33, value: Buffer.of(0, 255) };
      const request = access('first', proxyState, userName, other);
      const reply = unwrap(decodePacket(unwrap(encodeReply(request, { code: 3, attributes: [] }, secret))));
      expect(reply.attributes.slice(1).map(({ type, value }) => ({ type, value }))).toEqual([proxyState, other]);
    },
  ],
  [
    'When acting as RADIUS CLIENT',
    () => {
      const request = access('first', userName);
      expect(request.attributes[0]).toMatchObject({ type: 80, offset: 20 });
      const reply = Buffer.concat([Buffer.of(2, 1, 0, 20), authenticator]);
      reply.set(secret.md5After(reply), 4);
      expect(verifyReply(request, reply, secret, { requireMessageAuthenticator: true })).toEqual({
        ok: false,
        reason: 'message-authenticator-missing',
      });
      expect(verifyReply(request, reply, secret, { requireMessageAuthenticator: false }).ok).toBe(true);
    },
  ],
  [
    'Accounting and CoA packets are not affected',
    () => {
      const common = { identifier: 1, secret, messageAuthenticator: 'none' } as const;
      for (const code of [4, 40, 43] as const) {
        expect(reasonOf(packet({ ...common, code, attributes: [userName, proxyState] }), required)).toBeUndefined();
      }
    },
  ],
];

/** Rules about what this codec does not do: it has no TLS transport. */
const ELSEWHERE = ['TLS transports'];

describe('CVE-2024-3596', () => {
  it.each(checks.map(([start, check]) => ({ rule: rules.find((rule) => rule.startsWith(start)) ?? '', check })))(
    '$rule',
    ({ rule, check }) => {
      expect(rule).not.toBe('');
      check();
    },
  );

  it('leaves no rule out', () => {
    const starts = [...checks.map(([start]) => start), ...ELSEWHERE];
    expect(rules.filter((rule) => !starts.some((start) => rule.startsWith(start)))).toEqual([]);
  });
});
