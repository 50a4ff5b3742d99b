/** What a network engineer tries with FreeRADIUS's radclient, against the server that `npm start` runs. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as adminApi from '@countersign/contracts/admin-api';
import { codeAt, counterAt, defineOtp, prepareKey } from '@countersign/otp';
import { unwrap } from '@countersign/radius';
import { eventually } from '@countersign/testing';
import type { AdminApi } from '../harness/admin-api.ts';
import { type Person, addPeople } from '../harness/people.ts';
import { StandaloneProcess } from '../harness/standalone-process.ts';
import { readTrail } from '../harness/trail.ts';
import { type RadclientReply, radclient } from './radclient.ts';

const SECRET = 'radclient-shared-secret';
const PIN = '2468';
/** An answer is waited for by sending the same packet again, as devices do. */
const RETRIES = 10;
const NEW_PIN_PROMPT = 'Enter a new PIN having from 4 to 8 digits:';
/** Real seed files of the token-files library. */
const seedFiles = path.resolve(import.meta.dirname, '../../../../libs/token-files/vectors/pskc');

/** Each agent host has a source address of its own on the loopback network. */
const vpn = '127.0.0.1';
const firewall = '127.0.0.2';
const oldConcentrator = '127.0.0.3';
const stranger = '127.0.0.4';

let server: StandaloneProcess;
let api: AdminApi;
let siteId: string;
const hostIds = new Map<string, string>();
const people: Person[] = [];

beforeAll(async () => {
  server = await StandaloneProcess.start();
  api = await server.api();
  siteId = (await api.call(adminApi.createSite, { body: { name: 'Head office' } })).id;
  const add = async (name: string, address: string, more: { openToSite?: boolean; requireMessageAuthenticator?: boolean }): Promise<void> => {
    const host = await api.call(adminApi.createAgentHost, { body: { siteId, name, addresses: [{ address }], secret: SECRET, ...more } });
    hostIds.set(address, host.id);
  };
  await add('vpn', vpn, { openToSite: true });
  await add('firewall', firewall, {});
  await add('old concentrator', oldConcentrator, { openToSite: true, requireMessageAuthenticator: false });
  people.push(...await addPeople(api, siteId, { prefix: 'person', count: 16, usePin: true }));
  await eventually(async () => { expect(await status(oldConcentrator)).not.toBeNull(); });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

function somebody(): Person {
  const person = people.pop();
  if (!person) throw new Error('everybody has had a turn: add more people');
  return person;
}

async function tokenOf({ serial }: Person): Promise<adminApi.Token> {
  const { items: [token] } = await api.call(adminApi.listTokens, { query: { serial } });
  if (!token) throw new Error(`there is no token ${serial}`);
  return token;
}

async function withPin(person = somebody()): Promise<Person> {
  await api.call(adminApi.setTokenPin, { parameters: { id: (await tokenOf(person)).id }, body: { pin: PIN } });
  return person;
}

interface Access {
  readonly from?: string;
  readonly chap?: boolean;
  readonly state?: string | undefined;
  readonly secret?: string;
  readonly more?: readonly string[];
  readonly messageAuthenticator?: boolean;
  readonly timeoutSeconds?: number;
}

async function signIn(login: string, password: string, options: Access = {}): Promise<RadclientReply | null> {
  const { from = vpn, chap = false, state, secret = SECRET, more = [], messageAuthenticator = true, timeoutSeconds } = options;
  return radclient({
    port: server.radiusPort, command: 'auth', secret, ...timeoutSeconds === undefined ? { retries: RETRIES } : { timeoutSeconds },
    attributes: [
      `User-Name = "${login}"`, `${chap ? 'CHAP-Password' : 'User-Password'} = "${password}"`, `Packet-Src-IP-Address = ${from}`,
      ...messageAuthenticator ? ['Message-Authenticator = 0x00'] : [], ...state === undefined ? [] : [`State = ${state}`], ...more,
    ],
  });
}

async function status(from = vpn): Promise<RadclientReply | null> {
  return radclient({
    port: server.radiusPort, command: 'status', secret: SECRET, timeoutSeconds: 1, attributes: [`Packet-Src-IP-Address = ${from}`, 'Message-Authenticator = 0x00'],
  });
}

/** Silence, told after a second. */
const silent = { timeoutSeconds: 1 } as const;

const accept = (message: string): unknown => ({ packet: 'Access-Accept', attributes: expect.objectContaining({ 'Reply-Message': message }) });
const reject = (): unknown => expect.objectContaining({ packet: 'Access-Reject' });
const challenge = (message: string): unknown =>
  ({ packet: 'Access-Challenge', attributes: expect.objectContaining({ 'Reply-Message': message, State: expect.stringMatching(/^0x[0-9a-f]{32,}$/) }) });

async function lastResult(login: string): Promise<string | undefined> {
  const { entries } = await api.call(adminApi.listAuditEvents, { query: { kind: 'sign-in', user: login, limit: 1 } });
  return entries[0]?.event.result;
}

async function dropsFrom(source: string): Promise<string[]> {
  const { replicas } = await api.call(adminApi.listDrops, {});
  return replicas.flatMap(({ drops }) => drops).filter((drop) => drop.source === source).map(({ reason }) => reason);
}

describe('a seed file from a vendor', () => {
  test('is imported, its token assigned, and its owner signs in', async () => {
    const file = await readFile(path.join(seedFiles, 'pypskc-multiotp-pskc-totp-pbe.txt'), 'utf8');
    const report = await api.importTokens({ site: siteId, password: 'qwerty', mode: { usePin: false } }, file);
    expect(report).toMatchObject({ imported: 1, refusedCount: 0 });
    const user = await api.call(adminApi.createUser, { body: { siteId, login: 'Zoë' } });
    const { items: [token] } = await api.call(adminApi.listTokens, { query: { serial: 'ZZ1000000002' } });
    await api.call(adminApi.assignToken, { parameters: { id: token?.id ?? '' }, body: { userId: user.id } });
    const definition = unwrap(defineOtp({ kind: 'totp', hash: 'sha1', digits: 6, period: 30 }));
    const key = unwrap(prepareKey(definition, Buffer.from('01234567890123456789')));
    const code = codeAt(definition, key, definition.kind === 'totp' ? counterAt(definition, Date.now() / 1000) : 0);
    expect(await signIn('ZOË', code)).toEqual(accept('PASSCODE Accept'));
  });

  test('with a wrong password imports nothing', async () => {
    const file = await readFile(path.join(seedFiles, 'rfc6030-figure7.xml'), 'utf8');
    await expect(api.importTokens({ site: siteId, password: 'azerty' }, file)).rejects.toThrow(/422 .*"import-refused".*"wrong-password"/);
    expect((await api.call(adminApi.listTokens, { query: { serial: '987654321' } })).items).toEqual([]);
  });
});

describe('radclient', () => {
  test('PAP: accepted once; the code again, a wrong code and a wrong PIN are refused, each recorded by its cause', async () => {
    const person = await withPin();
    const good = `${PIN}${person.code(0)}`;
    expect(await signIn(person.login, good)).toEqual(accept('PASSCODE Accept'));
    expect(await signIn(person.login, good)).toEqual(reject());
    await eventually(async () => { expect(await lastResult(person.login)).toBe('replayed-code'); });
    expect(await signIn(person.login, `${PIN}000000`)).toEqual(reject());
    await eventually(async () => { expect(await lastResult(person.login)).toBe('wrong-tokencode'); });
    expect(await signIn(person.login, `8642${person.code(1)}`)).toEqual(reject());
    await eventually(async () => { expect(await lastResult(person.login)).toBe('wrong-password'); });
  });

  test('CHAP: accepted once, a wrong code refused', async () => {
    const person = await withPin();
    expect(await signIn(person.login, `${PIN}${person.code(0)}`, { chap: true })).toEqual(accept('PASSCODE Accept'));
    expect(await signIn(person.login, `${PIN}${person.code(0)}`, { chap: true })).toEqual(reject());
    expect(await signIn(person.login, `${PIN}000000`, { chap: true })).toEqual(reject());
  });

  test('a first PIN is set in two legs; the State is good once', async () => {
    const person = somebody();
    const first = await signIn(person.login, person.code(0));
    expect(first).toEqual(challenge(NEW_PIN_PROMPT));
    const state = first?.attributes['State'];
    expect(await signIn(person.login, PIN, { state })).toEqual(accept('PASSCODE Accept'));
    expect(await signIn(person.login, '1357', { state })).toEqual(reject());
    expect(await signIn(person.login, `${PIN}${person.code(1)}`)).toEqual(accept('PASSCODE Accept'));
  });

  test('a PIN that the rules refuse is asked for again', async () => {
    const person = somebody();
    const first = await signIn(person.login, person.code(0));
    const second = await signIn(person.login, '12', { state: first?.attributes['State'] });
    expect(second).toEqual(challenge(NEW_PIN_PROMPT));
    expect(second?.attributes['State']).not.toBe(first?.attributes['State']);
    expect(await signIn(person.login, PIN, { state: second?.attributes['State'] })).toEqual(accept('PASSCODE Accept'));
  });

  test('next tokencode: the code after the one that was used, without the PIN', async () => {
    const person = await withPin();
    await api.call(adminApi.setTokenMode, { parameters: { id: (await tokenOf(person)).id }, body: { mode: 'next-tokencode' } });
    const first = await signIn(person.login, `${PIN}${person.code(0)}`);
    expect(first).toEqual(challenge('Enter Next Code'));
    expect(await signIn(person.login, person.code(1), { state: first?.attributes['State'] })).toEqual(accept('PASSWORD Accept'));
    expect(await signIn(person.login, `${PIN}${person.code(2)}`)).toEqual(accept('PASSCODE Accept'));
  });

  test('a disabled user is refused at once, and let in again when enabled', async () => {
    const person = await withPin();
    const { items: [user] } = await api.call(adminApi.listUsers, { query: { login: person.login } });
    const set = async (enabled: boolean): Promise<unknown> => api.call(adminApi.updateUser, { parameters: { id: user?.id ?? '' }, body: { enabled } });
    await set(false);
    expect(await signIn(person.login, `${PIN}${person.code(0)}`)).toEqual(reject());
    await eventually(async () => { expect(await lastResult(person.login)).toBe('user-disabled'); });
    await set(true);
    expect(await signIn(person.login, `${PIN}${person.code(0)}`)).toEqual(accept('PASSCODE Accept'));
  });

  test('a user who is not activated on the agent host is refused there, until activated', async () => {
    const person = await withPin();
    const { items: [user] } = await api.call(adminApi.listUsers, { query: { login: person.login } });
    expect(await signIn(person.login, `${PIN}${person.code(0)}`, { from: firewall })).toEqual(reject());
    await eventually(async () => { expect(await lastResult(person.login)).toBe('user-not-on-agent-host'); });
    await api.call(adminApi.addActivation, { parameters: { id: hostIds.get(firewall) ?? '' }, body: { userId: user?.id ?? '' } });
    expect(await signIn(person.login, `${PIN}${person.code(0)}`, { from: firewall })).toEqual(accept('PASSCODE Accept'));
  });

  test('Status-Server is answered', async () => {
    await eventually(async () => { expect((await status())?.packet).toBe('Access-Accept'); });
  });
});

describe('what proves the secret', () => {
  test('a wrong secret gets no answer and shows among the recent drops', async () => {
    const person = await withPin();
    expect(await signIn(person.login, `${PIN}${person.code(0)}`, { ...silent, secret: 'another secret' })).toBeNull();
    await eventually(async () => { expect(await dropsFrom(vpn)).toContain('message-authenticator-wrong'); });
    expect(await signIn(person.login, `${PIN}${person.code(0)}`)).toEqual(accept('PASSCODE Accept'));
  });

  test('a source that is no agent host gets no answer', async () => {
    expect(await signIn('nobody', 'x', { ...silent, from: stranger })).toBeNull();
    await eventually(async () => { expect(await dropsFrom(stranger)).toEqual(['unknown-source']); });
  });

  test('Message-Authenticator is required, unless it is switched off for the agent host; then Proxy-State is refused', async () => {
    const person = await withPin();
    const without = { messageAuthenticator: false } as const;
    expect(await signIn(person.login, `${PIN}${person.code(0)}`, { ...without, ...silent })).toBeNull();
    await eventually(async () => { expect(await dropsFrom(vpn)).toContain('message-authenticator-missing'); });
    const proxied = await signIn(person.login, `${PIN}${person.code(0)}`, { ...without, ...silent, from: oldConcentrator, more: ['Proxy-State = 0x01'] });
    expect(proxied).toBeNull();
    expect(await signIn(person.login, `${PIN}${person.code(0)}`, { ...without, from: oldConcentrator })).toEqual(accept('PASSCODE Accept'));
  });
});

describe('accounting', () => {
  const record = async (secret: string, retries = 1): Promise<RadclientReply | null> => radclient({
    port: server.accountingPort, command: 'acct', secret, timeoutSeconds: 1, retries,
    attributes: ['User-Name = "accounted"', 'Acct-Status-Type = Start', 'Acct-Session-Id = "session-17"', `Packet-Src-IP-Address = ${vpn}`],
  });

  test('is verified, answered and recorded', async () => {
    expect((await record(SECRET, RETRIES))?.packet).toBe('Accounting-Response');
    await eventually(async () => {
      const recorded = (await readTrail(api)).filter(({ kind }) => kind === 'accounting');
      expect(recorded).toMatchObject([{ user: { login: 'accounted' }, agentHost: { name: 'vpn' }, detail: expect.objectContaining({ 'Acct-Session-Id': 'session-17' }) }]);
    });
  });

  test('of a wrong secret is dropped', async () => {
    expect(await record('another secret')).toBeNull();
    await eventually(async () => { expect(await dropsFrom(vpn)).toContain('request-authenticator-wrong'); });
  });
});

describe('RADIUS profiles, address pools and online sessions', () => {
  const remote = '127.0.0.5';
  const account = async (status: string, login: string, id: string, more: readonly string[] = []): Promise<RadclientReply | null> => radclient({
    port: server.accountingPort, command: 'acct', secret: SECRET, retries: RETRIES,
    attributes: [`User-Name = "${login}"`, `Acct-Status-Type = ${status}`, `Acct-Session-Id = "${id}"`, `Packet-Src-IP-Address = ${remote}`, ...more],
  });
  const virtual = ['NAS-Port-Type = Virtual'];

  test('an accept carries what the profiles give, an address too; accounting shows who is online, and the limit holds', async () => {
    const [person, other] = [await withPin(), await withPin()];
    const typed = (whose: Person, counter: number): string => `${PIN}${whose.code(counter)}`;
    const pool = await api.call(adminApi.createAddressPool, { body: { siteId, name: 'vpn', ranges: [{ first: '10.77.0.1', last: '10.77.0.1' }] } });
    const profile = await api.call(adminApi.createRadiusProfile, {
      body: {
        siteId, name: 'remote', poolId: pool.id, checkAttributes: [{ name: 'NAS-Port-Type', check: 'equals', value: 'Virtual' }],
        replyAttributes: [
          { name: 'Session-Timeout', value: '3600', append: false }, { name: 'Cisco-AVPair', value: 'shell:priv-lvl=15', append: false },
          { name: 'Fortinet-Group-Name', value: 'vpn-staff', append: false }, { name: 'Tunnel-Type:1', value: 'VLAN', append: false },
        ],
      },
    });
    await api.call(adminApi.createAgentHost, {
      body: { siteId, name: 'remote', addresses: [{ address: remote }], secret: SECRET, openToSite: true, limitSessions: true, radiusProfileId: profile.id },
    });
    const { items: [user] } = await api.call(adminApi.listUsers, { query: { login: person.login } });
    await api.call(adminApi.updateUser, { parameters: { id: user?.id ?? '' }, body: { maximumSessions: 1 } });
    await eventually(async () => { expect(await status(remote)).not.toBeNull(); });

    expect(await signIn(person.login, typed(person, 0), { from: remote })).toEqual(reject());
    await eventually(async () => { expect(await lastResult(person.login)).toBe('check-attributes-differ'); });
    const accepted = await signIn(person.login, typed(person, 0), { from: remote, more: virtual });
    expect(accepted).toMatchObject({
      packet: 'Access-Accept',
      attributes: { 'Session-Timeout': '3600', 'Cisco-AVPair': 'shell:priv-lvl=15', 'Fortinet-Group-Name': 'vpn-staff', 'Tunnel-Type:1': 'VLAN', 'Framed-IP-Address': '10.77.0.1' },
    });
    expect(await signIn(other.login, typed(other, 0), { from: remote, more: virtual })).toEqual(reject());
    await eventually(async () => { expect(await lastResult(other.login)).toBe('address-pool-exhausted'); });

    expect((await account('Start', person.login, 'r-1', ['Framed-IP-Address = 10.77.0.1', 'Calling-Station-Id = "198.51.100.7"']))?.packet).toBe('Accounting-Response');
    expect((await api.call(adminApi.listOnlineSessions, { query: { userId: user?.id ?? '' } })).items).toMatchObject([
      { state: 'online', login: person.login, agentHost: 'remote', address: '10.77.0.1', callingStationId: '198.51.100.7', deviceSessionId: 'r-1' },
    ]);
    expect((await api.call(adminApi.getAddressPool, { parameters: { id: pool.id } })).used).toBe(1);
    expect(await signIn(person.login, typed(person, 1), { from: remote, more: virtual })).toEqual(reject());
    await eventually(async () => { expect(await lastResult(person.login)).toBe('too-many-sessions'); });

    await account('Stop', person.login, 'r-1');
    // Nothing was burnt: the code that found no address is good now.
    expect(await signIn(other.login, typed(other, 0), { from: remote, more: virtual })).toMatchObject({ packet: 'Access-Accept', attributes: { 'Framed-IP-Address': '10.77.0.1' } });
  });

  test('a profile that is changed is live at the next sign-in; a user’s own name there is an alias', async () => {
    const person = await withPin();
    const { items: [user] } = await api.call(adminApi.listUsers, { query: { login: person.login } });
    const { items: [host] } = await api.call(adminApi.listAgentHosts, { query: { name: 'firewall' } });
    const profile = await api.call(adminApi.createRadiusProfile, { body: { siteId, name: 'own', replyAttributes: [{ name: 'Filter-Id', value: 'one', append: false }] } });
    await api.call(adminApi.addActivation, { parameters: { id: host?.id ?? '' }, body: { userId: user?.id ?? '', alias: 'root', radiusProfileId: profile.id } });
    expect(await signIn('root', `${PIN}${person.code(0)}`, { from: firewall })).toMatchObject({ packet: 'Access-Accept', attributes: { 'Filter-Id': 'one' } });
    await eventually(async () => {
      const { entries } = await api.call(adminApi.listAuditEvents, { query: { kind: 'sign-in', user: person.login, limit: 1 } });
      expect(entries[0]?.event).toMatchObject({ result: 'accepted', user: { login: person.login }, detail: { typedLogin: 'root' } });
    });
    await api.call(adminApi.updateRadiusProfile, { parameters: { id: profile.id }, body: { replyAttributes: [{ name: 'Filter-Id', value: 'two', append: false }] } });
    expect(await signIn(person.login, `${PIN}${person.code(1)}`, { from: firewall })).toMatchObject({ attributes: { 'Filter-Id': 'two' } });
    expect(await signIn('root', `${PIN}${person.code(2)}`)).toEqual(reject());
  });
});

test('the trail is intact after all of it', async () => {
  expect(await api.call(adminApi.verifyAudit, {})).toMatchObject({ intact: true, fault: null });
});
