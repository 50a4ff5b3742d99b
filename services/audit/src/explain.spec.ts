import { describe, expect, test } from '@jest/globals';
import { type AuditEvent, explainContract, outcomeOfSignIn, resultCodes } from '@countersign/contracts';
import * as adminApi from '@countersign/contracts/admin-api';
import { privatePostgres } from '@countersign/testing';
import { actionsFor } from './domain/index.ts';
import { agentHost, auditUnderTest, signIn } from './fixtures/audit-under-test.ts';

const under = auditUnderTest(privatePostgres);
const id = '018f0000-0000-7000-8000-0000000000ff';
const site = '018f0000-0000-7000-8000-00000000000a';
const token = { type: 'token', id, label: 'SN1' };
const vpn = agentHost('vpn');
const explain = (sequence: number, sites?: string[]) => under.audit.ask(explainContract, { sequence, sites });
const refused = (login: string, changes: Partial<AuditEvent> = {}) => signIn(login, { result: 'wrong-password', agentHost: vpn, ...changes });
const from = (callingStationId: string) => ({ detail: { callingStationId } });

test('cause and remedy in both languages, and what would help', async () => {
  await under.audit.publish(signIn('alice', { result: 'user-not-on-agent-host', user: { id, login: 'alice' }, agentHost: vpn }));
  const explanation = await explain(1);
  expect(explanation).toMatchObject({
    entry: { sequence: 1 }, text: { zh: '用户不在代理主机上' }, cause: resultCodes['user-not-on-agent-host'].cause, remedy: resultCodes['user-not-on-agent-host'].remedy,
    trace: [], pattern: null,
    actions: [
      { operation: 'addActivation', parameters: { id: vpn.id, userId: id } },
      { operation: 'testRadius', parameters: { agentHostId: vpn.id, login: 'alice' } },
    ],
  });
});

test('the trace that auth wrote', async () => {
  const trace = [{ step: 'find-user', lookedAt: 'alice', verdict: 'found' }, { step: 'check-account', lookedAt: 'enabled', verdict: 'refused' }];
  await under.audit.publish(signIn('alice', { detail: { trace: trace.map(({ step, lookedAt, verdict }) => `${step}|${lookedAt}|${verdict}`).join(';') } }), ...['', 'x', 'a|b', 'A|b|c;|||'].map((text) => signIn('x', { detail: { trace: text } })));
  expect((await explain(1)).trace).toEqual(trace);
  for (const sequence of [2, 3, 4, 5]) expect((await explain(sequence)).trace).toEqual([]);
});

test('what is not there, or of no site in reach, is not found', async () => {
  await under.audit.publish(signIn('alice', { site }), signIn('bob'));
  expect((await explain(1, [site])).entry.sequence).toBe(1);
  await Promise.all([explain(3), explain(1, []), explain(1, [id]), explain(2, [site])].map((asked) => expect(asked).rejects.toMatchObject({ resultCode: 'not-found' })));
});

describe('patterns', () => {
  const patternOf = async (...events: AuditEvent[]) => {
    await under.audit.publish(...events);
    const { pattern, actions } = await explain(events.length);
    return { kind: pattern?.kind ?? null, count: pattern?.count, first: actions[0]?.operation };
  };

  test('every user of one agent host refused: compare the secrets', async () => {
    expect(await patternOf(refused('a'), refused('b', { result: 'shared-secret-suspected' }), signIn('z', { agentHost: agentHost('other') }), refused('c')))
      .toEqual({ kind: 'agent-host-refuses-everybody', count: 3, first: 'updateAgentHost' });
  });

  test('so are users without a usable token beside two whose password is wrong, whoever of them is asked about', async () => {
    expect(await patternOf(refused('a'), refused('b'), refused('c', { result: 'no-usable-token' }), refused('d', { result: 'no-usable-token' })))
      .toEqual({ kind: 'agent-host-refuses-everybody', count: 4, first: 'updateAgentHost' });
    expect((await explain(1)).pattern).toMatchObject({ kind: 'agent-host-refuses-everybody', count: 4 });
  });

  test('only lines in reach count, and only those of this agent host, whatever another is called', async () => {
    const elsewhere = '018f0000-0000-7000-8000-00000000000b';
    await under.audit.publish(refused('a', { site: elsewhere }), refused('b', { site: elsewhere }), refused('d', { site, agentHost: { id, name: 'vpn' } }), refused('c', { site }));
    expect((await explain(4)).pattern).toMatchObject({ kind: 'agent-host-refuses-everybody', count: 3 });
    expect((await explain(4, [site])).pattern).toBeNull();
  });

  test.each([
    ['somebody is let in', [refused('a'), refused('b'), signIn('d', { agentHost: vpn }), refused('c')]],
    ['another cause shows that the secret is right', [refused('a'), refused('b'), refused('d', { result: 'wrong-tokencode' }), refused('c')]],
    ['users without tokens say nothing of the secret', [refused('a'), ...['b', 'c', 'd'].map((login) => refused(login, { result: 'no-usable-token' }))]],
    ['two users are not everybody', [refused('a'), refused('b'), refused('a')]],
    ['long ago', [refused('a', { at: '2025-12-01T00:00:00.000Z' }), refused('b', { at: '2025-12-01T00:00:00.000Z' }), refused('c')]],
  ])('%s: no such pattern', async (_, events) => {
    expect((await patternOf(...events)).kind).toBeNull();
  });

  test('a code used again a moment after it was accepted: the device asked twice', async () => {
    expect(await patternOf(signIn('a', { agentHost: vpn }), refused('a', { result: 'replayed-code' }))).toMatchObject({ kind: 'retransmissions', count: 2 });
  });

  test('a bypass code used twice is none of that', async () => {
    const object = { type: 'bypass-code', id, label: 'bypass-code' } as const;
    expect((await patternOf(signIn('a', { agentHost: vpn, object }), refused('a', { result: 'replayed-code', object }))).kind).toBeNull();
  });

  test('a replay on its own is no retransmission', async () => {
    expect((await patternOf(signIn('a', { agentHost: agentHost('other') }), refused('b', { result: 'replayed-code' }))).kind).toBeNull();
  });

  test('one address tries many users', async () => {
    const events = ['a', 'b', 'c', 'd', 'e'].map((login) => refused(login, { ...from('198.51.100.7'), result: 'unregistered-user' }));
    expect(await patternOf(...events)).toMatchObject({ kind: 'one-address-many-users', count: 5 });
  });

  test('one user is refused from many addresses', async () => {
    const events = [1, 2, 3, 4, 5].map((last) => refused('alice', { ...from(`198.51.100.${last}`), result: 'wrong-tokencode' }));
    expect(await patternOf(...events)).toMatchObject({ kind: 'one-user-many-addresses', count: 5 });
  });

  test('the drift of a token grows', async () => {
    const events = [1, 2, 3, 4].map((drift) => signIn('alice', { object: token, detail: { drift } }));
    expect(await patternOf(...events)).toEqual({ kind: 'drift-grows', count: 4, first: 'synchroniseToken' });
  });

  test.each([[[1, 2, 1, 4]], [[4, 3, 2, 1]], [[0, 0, 0, 0]]])('drift %j does not', async (drifts) => {
    expect((await patternOf(...drifts.map((drift) => signIn('alice', { object: token, detail: { drift } })))).kind).toBeNull();
  });
});

test('every action is an operation of the admin API', () => {
  const operations = new Set(adminApi.operations.map((operation) => operation.id));
  for (const result of Object.keys(resultCodes)) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- keys of the catalogue are its names
    const event = signIn('alice', { result: result as AuditEvent['result'], user: { id, login: 'alice' }, agentHost: vpn, object: token });
    for (const { operation } of actionsFor(event, undefined)) expect(operations).toContain(operation);
    // Without anything to act on there is nothing to do.
    for (const { parameters } of actionsFor({ ...event, user: null, agentHost: null, object: null }, undefined)) expect(Object.values(parameters)).not.toContain('');
  }
});

/** What no page of the console mends: a device's value, a process setting, an administrator's own sign-in. */
const withoutRemedy = new Set<string>(['value-refused', 'password-queue-full', 'accounting-recorded', 'session-ended', 'message-authenticator-not-seen', 'message-authenticator-locked']);

test.each(Object.entries(resultCodes).filter(([code, { number }]) => number < 300 && outcomeOfSignIn(code) === 'refused').map(([code]) => code))('%s: something that helps', (code) => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- keys of the catalogue are its names
  const event = signIn('alice', { result: code as AuditEvent['result'], site, user: { id, login: 'alice' }, agentHost: vpn, object: token });
  expect(actionsFor(event, undefined).length > 0).toBe(!withoutRemedy.has(code));
});

test('each switch that may forbid asking for the next tokencode has its remedy: agent host, token and user', () => {
  const event = signIn('alice', { result: 'next-tokencode-needed', user: { id, login: 'alice' }, agentHost: vpn, object: token });
  expect(actionsFor(event, undefined)).toEqual(expect.arrayContaining([
    { operation: 'updateAgentHost', parameters: { id: vpn.id, nextTokencode: 'true' } }, { operation: 'updateToken', parameters: { id: token.id, allowNextTokencode: 'true' } },
    { operation: 'updateUser', parameters: { id } },
  ]));
});

test('the profile that a request did not fit is named by the trace', () => {
  const trace = 'account|alice|passed;check-attributes|Staff: day: Called-Station-Id equals|check-attributes-differ';
  expect(actionsFor(signIn('alice', { result: 'check-attributes-differ', detail: { trace } }), undefined)[0])
    .toEqual({ operation: 'listRadiusProfiles', parameters: { search: 'Staff: day' } });
});
