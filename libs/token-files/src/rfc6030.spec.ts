/** The figures of RFC 6030 and multiOTP's samples give exactly the keys that other implementations read from them. */

import { describe, expect, it } from '@jest/globals';
import { hex, readAll, vector } from './spec-support.ts';
import type { TokenFileEvent } from './token-record.ts';

interface ExpectedKey {
  id: string;
  serial?: string;
  manufacturer?: string;
  issuer: string;
  algorithm: string;
  algorithm_suite?: string;
  response_length?: number;
  counter?: number;
  time_offset?: number;
  time_interval?: number;
  key_userid?: string;
  secret_hex?: string | null;
  secret_error?: string;
  policy?: { start_date?: string; expiry_date?: string };
}

interface VectorFile {
  file: string;
  unlock?: { key?: string; password?: string };
  signed: boolean;
  keys: ExpectedKey[];
}

const { files }: { files: VectorFile[] } = JSON.parse(vector('rfc6030-pskc.json').toString('utf8'));

function summary(event: TokenFileEvent): unknown {
  if (event.type !== 'token') return event.type === 'refused' ? { refused: event.reason, serial: event.serial } : { warning: event.warning };
  const { token } = event;
  return { ...token, seed: hex(token.seed), startsAt: token.startsAt?.toISOString(), expiresAt: token.expiresAt?.toISOString(), warnings: undefined };
}

function expected(key: ExpectedKey, serial: string): unknown {
  if (key.algorithm.endsWith(':pin')) return { refused: 'pin-key', serial };
  if (key.secret_hex === null) return { refused: 'no-secret', serial };
  if (key.secret_error !== undefined) return { refused: 'unsupported-cipher', serial };
  const totp = key.algorithm.endsWith(':totp');
  return {
    serial,
    keyId: key.id,
    algorithm: totp ? 'totp' : 'hotp',
    hash: key.algorithm_suite === 'HMAC-SHA256' ? 'sha256' : 'sha1',
    digits: key.response_length ?? 6,
    seed: key.secret_hex,
    ...(totp ? { period: key.time_interval, t0: key.time_offset } : { counter: key.counter ?? 0 }),
    manufacturer: key.manufacturer,
    issuer: key.issuer,
    account: key.key_userid,
    startsAt: dateOf(key.policy?.start_date),
    expiresAt: dateOf(key.policy?.expiry_date),
  };
}

function dateOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : new Date(text.replace(' ', 'T')).toISOString();
}

describe('vectors of RFC 6030', () => {
  it.each(files)('$file', async ({ file, unlock, signed, keys }) => {
    const events = await readAll(vector(file), {
      unlock: { ...(unlock?.password !== undefined && { password: unlock.password }), ...(unlock?.key !== undefined && { key: Buffer.from(unlock.key, 'hex') }) },
    });
    // Figure 10 has one device with two keys; the second is told apart by its Key Id.
    const serials = keys.map(({ serial, id }, index) => (file.endsWith('figure10.xml') && index === 3 ? `${serial}-${id}` : serial ?? id));
    const wanted = keys.map((key, index) => expected(key, serials[index] ?? ''));
    expect(events.map((event) => summary(event))).toEqual([...wanted, ...(signed ? [{ warning: 'signature-not-verified' }] : [])]);
  });

  it('tells the line on which each key begins', async () => {
    const events = await readAll(vector('pskc/rfc6030-figure10.xml'));
    expect(events.map(({ line }) => line)).toEqual([14, 41, 68, 95]);
  });

  it('warns of expired tokens, tokens whose time has not come, and short seeds', async () => {
    const warnings = async (file: string, now: string): Promise<unknown> => (await readAll(vector(file), { now: new Date(now) })).map((event) => event.type === 'token' && event.token.warnings);
    expect(await warnings('pskc/rfc6030-figure10.xml', '2006-05-02T00:00:00Z')).toEqual([[], [], ['expired'], ['expired']]);
    expect(await warnings('pskc/rfc6030-figure10.xml', '2006-04-15T00:00:00Z')).toEqual([['not-yet-valid'], ['not-yet-valid'], ['expired'], []]);
    expect(await warnings('pskc/rfc6030-figure2.xml', '2006-04-15T00:00:00Z')).toEqual([['short-seed']]);
  });

  it('gives no date warnings without a date to compare with', async () => {
    const events = await readAll(vector('pskc/rfc6030-figure10.xml'));
    expect(events.map((event) => event.type === 'token' && event.token.warnings)).toEqual([[], [], [], []]);
  });
});
