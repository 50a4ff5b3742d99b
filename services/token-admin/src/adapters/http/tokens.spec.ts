import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  basePolicyContract, clearPinContract, dropsContract, explainDrop, seedAad, setPinAad, setPinContract, setTokenModeContract, synchroniseContract, tokenStatesContract, unlockContract,
} from '@countersign/contracts';
import { RefusedError, type RequestContract, type Subscription } from '@countersign/messaging';
import { OtpKey, hotpCode } from '@countersign/otp';
import { decodeBase32 } from '@countersign/token-files';
import { privatePostgres, type PrivatePostgres, undelayedMs } from '@countersign/testing';
import { OTPAUTH_MAXIMUM } from '../../application/make-token.ts';
import { inMemoryKeys } from '../../spec-support/in-memory-keys.ts';
import { statusesOf, TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';

let server: PrivatePostgres;
let admin: TokenAdminUnderTest;
let siteId: string;
let people = 0;

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server);
  siteId = (await admin.make('/sites', { name: 'Main' })).id;
});
afterAll(async () => {
  expect(admin.errors).toEqual([]);
  await admin?.stop();
  await server.stop();
});

const person = async (): Promise<string> => (await admin.make('/users', { siteId, login: `person ${people += 1}` })).id;
const token = async (more: object = {}): Promise<string> => (await admin.make('/tokens/make', { siteId, ...more })).token.id;

describe('a token that is made', () => {
  test('is in the URI once, sealed in the directory, and not in any later reply', async () => {
    const { token: made, otpauth } = await admin.make('/tokens/make', { siteId, hash: 'sha256', digits: 8, period: 60, issuer: 'Acme Ltd', serial: 'S 1' });
    const uri = new URL(otpauth);
    expect([uri.host, decodeURIComponent(uri.pathname), uri.searchParams.get('issuer'), uri.searchParams.get('algorithm'), uri.searchParams.get('digits'), uri.searchParams.get('period')])
      .toEqual(['totp', '/Acme Ltd:S 1', 'Acme Ltd', 'SHA256', '8', '60']);
    const secret = uri.searchParams.get('secret') ?? '';
    const { rows } = await admin.database.query<{ sealed_seed: Buffer }>('SELECT sealed_seed FROM directory.token WHERE id = $1', [made.id]);
    const seed = rows[0] && inMemoryKeys.sealer('seeds').open(rows[0].sealed_seed, seedAad(made.id));
    expect(seed && Buffer.from(seed)).toEqual(Buffer.from(decodeBase32(secret) ?? []));
    const later = JSON.stringify([(await admin.call('GET', `/tokens/${made.id}`)).body, (await admin.call('GET', '/tokens')).body]);
    expect(later).not.toContain(secret);
    expect(later).not.toMatch(/seed|sealed/i);
  });

  test('whose names no QR code could carry is not made', async () => {
    const before = await admin.count('token');
    const long = { siteId, issuer: '组织机构'.repeat(10), serial: '序'.repeat(64) };
    expect(await admin.call('POST', '/tokens/make', long)).toMatchObject({ status: 400, body: { detail: expect.stringMatching(/^The issuer is too long for the QR code: \d+ of its 40 characters have room beside the user's name and serial number\.$/) } });
    expect((await admin.call('POST', '/tokens/make', long, { 'accept-language': 'zh' })).body.detail).toMatch(/^发行方过长，无法放入二维码：除用户名和序列号外，只能容纳其中 \d+ 个字符（共 40 个）。$/);
    expect(await admin.count('token')).toBe(before);
    const { otpauth } = await admin.make('/tokens/make', { siteId, issuer: '组织机构'.repeat(4), serial: '序列号'.repeat(4) });
    expect(otpauth.length).toBeLessThanOrEqual(OTPAUTH_MAXIMUM);
  });

  test('is called after the site and the user, one more of the user after its serial number, too, and one of nobody after that alone', async () => {
    const siteName = 'Acme: Berlin';
    const site = (await admin.make('/sites', { name: siteName })).id;
    const user = (await admin.make('/users', { siteId: site, login: 'kim@example.com' })).id;
    const labelOf = async (more: object): Promise<string> => {
      const uri = new URL((await admin.make('/tokens/make', { siteId: site, ...more })).otpauth);
      expect(uri.pathname.slice(1).split(':').map(decodeURIComponent)[0]).toBe(uri.searchParams.get('issuer'));
      return uri.pathname.slice(1).split(':').map(decodeURIComponent).join(' | ');
    };
    expect(await labelOf({ assignTo: user, serial: 'K1' })).toBe('Acme- Berlin | kim@example.com');
    expect(await labelOf({ assignTo: user, serial: 'K2' })).toBe('Acme- Berlin | kim@example.com (K2)');
    expect(await labelOf({ serial: 'K3', issuer: 'VPN' })).toBe('VPN | K3');
  });

  test('has names of site and user in its QR code as far as there is room', async () => {
    const site = (await admin.make('/sites', { name: '总'.repeat(64) })).id;
    const user = (await admin.make('/users', { siteId: site, login: '张'.repeat(60) })).id;
    for (const more of [{ assignTo: user }, { assignTo: user, serial: '序'.repeat(40) }, { serial: '列'.repeat(64) }]) {
      const { otpauth } = await admin.make('/tokens/make', { siteId: site, hash: 'sha512', digits: 8, period: 60, ...more });
      expect(otpauth.length).toBeLessThanOrEqual(OTPAUTH_MAXIMUM);
      expect(decodeURIComponent(new URL(otpauth).pathname)).toMatch(/^\/总+:[张列]+/u);
    }
  });

  test('has an issuer that somebody typed whole, beside a login name of any length, or says how much of it has room', async () => {
    const user = (await admin.make('/users', { siteId, login: '王'.repeat(100) })).id;
    const issuer = '公司: VPN '.repeat(5).trim();
    const { otpauth } = await admin.make('/tokens/make', { siteId, assignTo: user, issuer, hash: 'sha512' });
    expect(otpauth.length).toBeLessThanOrEqual(OTPAUTH_MAXIMUM);
    expect(decodeURIComponent(new URL(otpauth).pathname)).toMatch(/^\/(?:公司- VPN ?){5}:王{10,}$/u);
    const tooLong = { siteId, assignTo: user, issuer: '公'.repeat(60) };
    const [, room = ''] = /: (\d+) of its 60 characters/.exec((await admin.call('POST', '/tokens/make', tooLong)).body.detail) ?? [];
    expect(await admin.call('POST', '/tokens/make', { ...tooLong, issuer: '公'.repeat(Number(room) + 1) })).toMatchObject({ status: 400 });
    await admin.make('/tokens/make', { ...tooLong, issuer: '公'.repeat(Number(room)) });
  });

  test('counts from nought when it goes by events, and may be given away at once', async () => {
    const userId = await person();
    const { token: made, otpauth } = await admin.make('/tokens/make', { siteId, type: 'hotp', assignTo: userId });
    expect(new URL(otpauth).searchParams.get('counter')).toBe('0');
    expect(made).toMatchObject({ algorithm: 'hotp', period: null, assignment: { userId } });
  });

  test('is not made when it cannot be given: neither token nor record is left', async () => {
    const before = await admin.count('token');
    expect(await admin.call('POST', '/tokens/make', { siteId, serial: 'NEVER', assignTo: siteId })).toMatchObject({ status: 404 });
    expect(await admin.count('token')).toBe(before);
    expect((await admin.eventsOf('token.make')).map(({ object }) => object?.label)).not.toContain('NEVER');
  });

  test.each([{ digits: 7 }, { period: 45 }, { hash: 'md5' }, { type: 'ocra' }, { serial: '' }, { issuer: ' x' }])('%j is refused', async (more) => {
    expect(await admin.call('POST', '/tokens/make', { siteId, ...more })).toMatchObject({ status: 400, body: { code: 'bad-request' } });
  });
});

describe('scratch cards that are made', () => {
  test('have their codes on paper alone; the directory has what they follow from', async () => {
    const { tokens: cards, document } = await admin.make('/tokens/scratch-cards', { siteId, count: 3, uses: 12, digits: 8, usePin: false, endsAt: '2031-01-01T00:00:00Z' });
    expect(cards).toHaveLength(3);
    expect(cards[0]).toMatchObject({ kind: 'scratch-card', algorithm: 'hotp', digits: 8, uses: 12, usesLeft: null, usePin: false, endsAt: '2031-01-01T00:00:00.000Z', assignment: null });
    const pdf = Buffer.from(document, 'base64url');
    const start = pdf.indexOf('stream\n') + 'stream\n'.length;
    const printed = [...inflateSync(pdf.subarray(start, pdf.indexOf('\nendstream'))).toString('latin1').matchAll(/\((\d{8})\) Tj/g)].map(([, code]) => code ?? '');
    expect(new Set(printed).size).toBe(36);
    for (const [index, card] of cards.entries()) {
      const { rows } = await admin.database.query<{ sealed_seed: Buffer }>('SELECT sealed_seed FROM directory.token WHERE id = $1', [card.id]);
      const seed = new OtpKey(inMemoryKeys.sealer('seeds').open(rows[0]?.sealed_seed ?? Buffer.alloc(0), seedAad(card.id)));
      expect(printed.slice(index * 12, index * 12 + 12)).toEqual(Array.from({ length: 12 }, (_, counter) => hotpCode('sha1', seed, counter, 8)));
    }
    const events = (await admin.eventsOf('token.make')).slice(-3);
    expect(events.map(({ object, detail }) => [object?.label, detail['after.uses']])).toEqual(cards.map(({ serial }: { serial: string }) => [serial, 12]));
    const elsewhere = JSON.stringify([events, (await admin.call('GET', '/tokens')).body]);
    for (const code of printed) expect(elsewhere).not.toContain(code);
  });

  test.each([{ count: 0 }, { count: 201 }, { uses: 4 }, { uses: 61 }, { digits: 7 }, { language: 'fr' }, { endsAt: 'tomorrow' }, { endsAt: '2020-01-01T00:00:00Z' }])('%j is refused', async (more) => {
    expect(await admin.call('POST', '/tokens/scratch-cards', { siteId, ...more })).toMatchObject({ status: 400, body: { code: 'bad-request' } });
  });

  test('say how many codes are left, as auth knows it; without auth the list is still a list', async () => {
    const { tokens: [card] } = await admin.make('/tokens/scratch-cards', { siteId, uses: 12 });
    await admin.call('POST', `/tokens/${card.id}/assign`, { userId: await person() });
    const shown = async (): Promise<unknown> => (await admin.call('GET', `/tokens?serial=${card.serial}`)).body.items[0]?.usesLeft;
    expect(await shown()).toBeNull();
    const state = { mode: 'normal', pinSet: false, failures: 0, lockedUntil: null, lastSignInAt: null, driftSteps: 0, usesLeft: 5 } as const;
    const auth = await admin.bus.serve(tokenStatesContract, async ({ assignmentIds }) => ({ states: assignmentIds.map((assignmentId) => ({ ...state, assignmentId })) }));
    try {
      expect(await shown()).toBe(5);
    } finally {
      await auth.stop();
    }
  });
});

describe('assignment', () => {
  test('three tokens a user, however many are given at once', async () => {
    const userId = await person();
    const ids = await Promise.all(Array.from({ length: 8 }, async () => token()));
    const answers = await Promise.all(ids.map(async (id) => admin.call('POST', `/tokens/${id}/assign`, { userId })));
    expect(statusesOf(answers)).toEqual([200, 200, 200, 409, 409, 409, 409, 409]);
    expect(new Set(answers.filter(({ status }) => status === 409).map(({ body }) => body.code))).toEqual(new Set(['token-limit-reached']));
    expect((await admin.call('GET', `/users/${userId}`)).body.tokens).toBe(3);
    const [held] = (await admin.call('GET', `/tokens?userId=${userId}`)).body.items;
    await admin.call('POST', `/tokens/${held.id}/unassign`);
    expect(await admin.call('POST', `/tokens/${held.id}/assign`, { userId })).toMatchObject({ status: 200 });
  });

  test('one holder a token, however many want it at once', async () => {
    const [id, users] = [await token(), await Promise.all(Array.from({ length: 6 }, async () => person()))];
    const answers = await Promise.all(users.map(async (userId) => admin.call('POST', `/tokens/${id}/assign`, { userId })));
    expect(statusesOf(answers)).toEqual([200, 409, 409, 409, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('token-assigned');
  });

  test('taking back makes a new assignment of the next one', async () => {
    const [id, userId] = [await token(), await person()];
    const first = await admin.call('POST', `/tokens/${id}/assign`, { userId });
    expect(await admin.call('DELETE', `/tokens/${id}`)).toMatchObject({ status: 409, body: { code: 'token-assigned' } });
    expect((await admin.call('POST', `/tokens/${id}/unassign`)).body.assignment).toBeNull();
    expect(await admin.call('POST', `/tokens/${id}/unassign`)).toMatchObject({ status: 409, body: { code: 'token-not-assigned' } });
    const second = await admin.call('POST', `/tokens/${id}/assign`, { userId });
    expect(second.body.assignment.id).not.toBe(first.body.assignment.id);
  });

  test('ends with the user, for each token by a record of its own', async () => {
    const userId = await person();
    const ids = [await token({ assignTo: userId }), await token({ assignTo: userId })];
    const before = (await admin.eventsOf('token.unassign')).length;
    await admin.call('DELETE', `/users/${userId}`);
    expect((await admin.eventsOf('token.unassign')).slice(before).map(({ object }) => object?.id ?? '').toSorted()).toEqual(ids.toSorted());
    expect((await admin.call('GET', `/tokens/${ids[0]}`)).body).toMatchObject({ token: { assignment: null }, state: null });
  });
});

describe('what auth is asked', () => {
  const asked: { subject: string; body: unknown }[] = [];
  let served: Subscription[] = [];
  let id: string;
  let assignmentId: string;
  let userId: string;

  const serve = async <Q, R>(contract: RequestContract<Q, R>, reply: () => R): Promise<void> => {
    served.push(await admin.bus.serve(contract, async (body) => {
      asked.push({ subject: contract.subject, body });
      return reply();
    }));
  };
  const silence = async (): Promise<void> => {
    for (const subscription of served.splice(0)) await subscription.stop();
  };

  beforeEach(async () => {
    await silence();
    asked.length = 0;
    userId = await person();
    id = await token({ assignTo: userId });
    assignmentId = (await admin.call('GET', `/tokens?userId=${userId}`)).body.items[0].assignment.id;
  });
  afterAll(async () => silence());

  const done = { done: true } as const;
  const actor = { kind: 'api-key', label: 'test', address: '127.0.0.1' };

  test('the state of an assigned token, and of no other', async () => {
    const state = { assignmentId, mode: 'new-pin', pinSet: true, failures: 2, lockedUntil: null, lastSignInAt: null, driftSteps: -1, usesLeft: null } as const;
    await serve(tokenStatesContract, () => ({ states: [state] }));
    await serve(basePolicyContract, () => ({ policy: { pinMaximum: 10, pinSimple: 'refused' as const } }));
    await admin.call('PUT', `/policies/${siteId}`, { policy: { pinMinimum: 6, pinCharacters: 'digits' } });
    asked.length = 0;
    expect((await admin.call('GET', `/tokens/${id}`)).body).toMatchObject({
      state, pinRules: { minimum: 6, maximum: 10, characters: 'digits', simple: 'refused', repeat: 'allowed' },
    });
    expect((await admin.call('GET', `/tokens/${await token()}`)).body).toMatchObject({ state: null, pinRules: null });
    expect(asked).toEqual([{ subject: tokenStatesContract.subject, body: { assignmentIds: [assignmentId] } }, { subject: basePolicyContract.subject, body: {} }]);
  });

  test.each([
    ['1357', 'It needs 6 characters.', '至少需要 6 个字符。'], ['13579135790', 'It may have 10 characters.', '最多 10 个字符。'], ['13579a', 'It has to be of digits alone.', '只能使用数字。'],
    ['123456', 'It is a row, such as 1234 or 1111.', '不得为1234或1111这样的连续或重复字符。'], ['135791', 'It is the one before.', '与上一个相同。'],
  ])('of the PIN %s that auth refuses it is said which rule it breaks', async (pin, english, chinese) => {
    await serve(basePolicyContract, () => ({ policy: { pinMaximum: 10, pinSimple: 'refused' as const } }));
    await serve(setPinContract, () => { throw new RefusedError('new-pin-refused'); });
    await admin.call('PUT', `/policies/${siteId}`, { policy: { pinMinimum: 6, pinCharacters: 'digits' } });
    expect(await admin.call('POST', `/tokens/${id}/pin`, { pin })).toMatchObject({ status: 422, body: { code: 'new-pin-refused', detail: english } });
    expect((await admin.call('POST', `/tokens/${id}/pin`, { pin }, { 'accept-language': 'zh' })).body.detail).toBe(chinese);
  });

  test('the PIN crosses sealed, bound to its assignment', async () => {
    await serve(setPinContract, () => done);
    expect(await admin.call('POST', `/tokens/${id}/pin`, { pin: '24681357' })).toMatchObject({ status: 200, body: done });
    const { sealedPin } = setPinContract.request.parse(asked[0]?.body);
    expect(asked).toMatchObject([{ body: { assignmentId, actor } }]);
    expect(JSON.stringify(asked)).not.toContain('24681357');
    expect(Buffer.from(inMemoryKeys.sealer('bus-credentials').open(Buffer.from(sealedPin, 'base64url'), setPinAad(assignmentId))).toString()).toBe('24681357');
  });

  test('clearing the PIN, modes, unlocking and synchronising', async () => {
    await serve(clearPinContract, () => done);
    await serve(setTokenModeContract, () => done);
    await serve(unlockContract, () => done);
    await serve(synchroniseContract, () => ({ driftSteps: 4 }));
    expect(await admin.call('DELETE', `/tokens/${id}/pin`)).toMatchObject({ status: 200 });
    expect(await admin.call('POST', `/tokens/${id}/mode`, { mode: 'next-tokencode' })).toMatchObject({ status: 200 });
    expect(await admin.call('POST', `/users/${userId}/unlock`)).toMatchObject({ status: 200 });
    expect(await admin.call('POST', `/tokens/${id}/synchronise`, { code1: '123456', code2: '654321' })).toMatchObject({ status: 200, body: { driftSteps: 4 } });
    expect(asked).toMatchObject([
      { body: { assignmentId, actor } }, { body: { assignmentId, mode: 'next-tokencode', actor } }, { body: { userId, actor } },
      { body: { tokenId: id, code1: '123456', code2: '654321', actor } },
    ]);
  });

  const questions = (): readonly (readonly [string, string, unknown?])[] => [
    ['GET', `/tokens/${id}`], ['POST', `/tokens/${id}/pin`, { pin: '1234' }], ['DELETE', `/tokens/${id}/pin`], ['POST', `/tokens/${id}/mode`, { mode: 'new-pin' }],
    ['POST', `/tokens/${id}/synchronise`, { code1: '1', code2: '2' }], ['POST', `/users/${userId}/unlock`],
  ];

  test('without auth: 503, and what needs no auth goes on', async () => {
    for (const [method, path, body] of questions()) {
      expect(await admin.call(method, path, body)).toMatchObject({ status: 503, body: { code: 'unavailable', detail: expect.stringContaining('auth') } });
    }
    expect(await admin.call('GET', '/tokens?limit=1')).toMatchObject({ status: 200 });
    expect(await admin.call('PATCH', `/tokens/${id}`, { enabled: false })).toMatchObject({ status: 200 });
  });

  test('auth’s refusals keep their code; what is no code of ours stays inside', async () => {
    await serve(synchroniseContract, () => { throw new RefusedError('next-tokencode-wrong'); });
    expect(await admin.call('POST', `/tokens/${id}/synchronise`, { code1: '1', code2: '2' }, { 'accept-language': 'zh' })).toMatchObject({ status: 422, body: { code: 'next-tokencode-wrong', title: expect.stringMatching(/\p{Script=Han}/u) } });
    await serve(unlockContract, () => { throw new Error('secret detail'); });
    const answer = await admin.call('POST', `/users/${userId}/unlock`);
    expect(answer).toMatchObject({ status: 500, body: { code: 'internal-error' } });
    expect(JSON.stringify(answer.body)).not.toContain('secret detail');
    expect(admin.errors.splice(0)).toHaveLength(1);
  });

  test('auth is not asked about what is not there', async () => {
    const unassigned = await token();
    await serve(setTokenModeContract, () => done);
    await serve(unlockContract, () => done);
    expect(await admin.call('POST', `/tokens/${unassigned}/mode`, { mode: 'normal' })).toMatchObject({ status: 409, body: { code: 'token-not-assigned' } });
    expect(await admin.call('POST', `/tokens/${siteId}/mode`, { mode: 'normal' })).toMatchObject({ status: 404 });
    expect(await admin.call('POST', `/users/${siteId}/unlock`)).toMatchObject({ status: 404 });
    expect(asked).toEqual([]);
  });

  test('a slow auth is given up in time', async () => {
    let answer = (): void => {};
    served.push(await admin.bus.serve(unlockContract, async () => new Promise((resolve) => { answer = () => resolve(done); })));
    expect(await undelayedMs(async () => {
      expect(await admin.call('POST', `/users/${userId}/unlock`)).toMatchObject({ status: 504, body: { code: 'deadline-exceeded' } });
    })).toBeLessThan(8_000);
    answer();
  });

  test('recent drops come from every gateway that answers', async () => {
    expect(await admin.call('GET', '/radius/drops')).toMatchObject({ status: 200, body: { replicas: [] } });
    const drop = { source: '10.0.0.9', reason: 'unknown-source', count: 3, firstSeenAt: '2026-01-01T00:00:00.000Z', lastSeenAt: '2026-01-01T00:00:01.000Z', agentHost: null };
    for (const replica of ['one', 'two']) served.push(await admin.bus.serve(dropsContract, async () => ({ replica, drops: [drop] }), { queue: null }));
    const explained = { ...drop, ...explainDrop(drop.reason), action: 'add-agent-host' };
    expect((await admin.call('GET', '/radius/drops')).body.replicas).toEqual([{ replica: 'one', drops: [explained] }, { replica: 'two', drops: [explained] }]);
  });
});
