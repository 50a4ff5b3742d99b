/** Every kind of secret goes through the whole system at its most talkative; then all that it wrote down is searched for each of them. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as adminApi from '@countersign/contracts/admin-api';
import { serviceNames } from '@countersign/distributed';
import { PacketCode } from '@countersign/radius';
import { eventually } from '@countersign/testing';
import { type DistributedSystem, startSystem } from '../harness/distributed-system.ts';
import { addPeople, addSite } from '../harness/people.ts';
import { RadiusClient } from '../harness/radius-client.ts';
import { readTrail } from '../harness/trail.ts';
import { everyRow, everyState } from './everything-kept.ts';

const fresh = (name: string): string => `${name}-${randomBytes(9).toString('hex')}`;
const RADIUS_SECRET = fresh('radius-secret');
const ADMINISTRATOR_PASSWORD = fresh('correct');
/** No hexadecimal digit begins it: it is not met by chance. */
const PIN = `p${randomBytes(4).toString('hex').slice(1)}`;

let system: DistributedSystem;
/** What must stand nowhere, by what it is; bytes are seeds. */
const secrets = new Map<string, string | Buffer>();
const answers: string[] = [];
const kept = new Map<string, string>();

function secret<T extends string | Buffer>(name: string, value: T): T {
  secrets.set(name, value);
  return value;
}

beforeAll(async () => {
  const talkative = { COUNTERSIGN_LOG_LEVEL: 'trace' };
  system = await startSystem({ 'radius-gateway': 1, auth: 1, 'token-admin': 1, audit: 1 }, Object.fromEntries(serviceNames.map((name) => [name, talkative])));
  const siteId = await addSite(system.api, { name: 'Office', secret: secret('RADIUS secret', RADIUS_SECRET) });
  await administrator();
  await users(siteId);
  await seeds(siteId);
  await others(siteId);
  await signIns(siteId);
  await refused(siteId);
  const { api, distributed } = system;
  await eventually(async () => expect((await readTrail(api)).some(({ result }) => result === 'wrong-password')).toBe(true));
  kept.set('logs', system.output.join('\n'));
  kept.set('trail', JSON.stringify(await readTrail(api)));
  kept.set('answers', answers.join('\n'));
  kept.set('state store', await everyState(distributed));
  for (const [table, rows] of await everyRow(distributed)) kept.set(table, rows);
}, 300_000);
afterAll(async () => system?.stop());

/** A request as a program or a browser sends it; what it is answered is searched, too, where it gives no secret out on purpose. */
async function send(method: string, address: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const response = await fetch(`${system.distributed.httpUrl}${adminApi.adminApiPrefix}${address}`, {
    method, headers: { 'content-type': 'application/json', ...headers }, ...body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) },
  });
  answers.push(JSON.stringify([...response.headers].filter(([name]) => name !== 'set-cookie')), await response.clone().text());
  return response;
}

async function administrator(): Promise<void> {
  const given = secret('first password', (await readFile(path.join(system.dataDir, 'first-administrator-password'), 'utf8')).trim());
  const signIn = async (password: string): Promise<Response> => send('POST', '/session', { login: 'admin', password });
  const first = await signIn(given);
  const cookie = first.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const { csrf } = adminApi.signIn.reply.parse(await first.json());
  const changed = await send('POST', adminApi.changeOwnPassword.path, { current: given, password: secret('administrator password', ADMINISTRATOR_PASSWORD) }, { cookie, [adminApi.CSRF_HEADER]: csrf });
  const now = changed.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
  for (const [name, value] of [['session cookie', cookie], ['later session cookie', now]] as const) secret(name, value.slice(value.indexOf('=') + 1));
  expect(changed.status).toBe(200);
  answers.length = 0; // the session's own token is given to its browser
}

async function users(siteId: string): Promise<void> {
  const { api } = system;
  const { id } = await api.call(adminApi.createUser, { body: { siteId, login: 'static' } });
  await api.call(adminApi.setUserPassword, { parameters: { id }, body: { password: secret('static password', fresh('word')) } });
  const { codes } = await api.call(adminApi.issueBypassCodes, { parameters: { id }, body: { count: 2 } });
  for (const [index, code] of codes.entries()) secret(`bypass code ${index}`, code);
}

async function seeds(siteId: string): Promise<void> {
  const { api } = system;
  const csv = secret('seed of CSV', randomBytes(20));
  await api.importTokens({ site: siteId, format: 'oath-csv' }, `K-1,${csv.toString('hex')},hotp,6,0\n`);
  const pskc = secret('seed of PSKC', randomBytes(20));
  await api.importTokens({ site: siteId, format: 'pskc', password: secret('password of a file', fresh('file')) }, `<?xml version="1.0"?><KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc"><KeyPackage><DeviceInfo><Manufacturer>M</Manufacturer><SerialNo>P-1</SerialNo></DeviceInfo><Key Id="P-1" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:hotp"><AlgorithmParameters><ResponseFormat Length="6" Encoding="DECIMAL"/></AlgorithmParameters><Data><Secret><PlainValue>${pskc.toString('base64')}</PlainValue></Secret><Counter><PlainValue>0</PlainValue></Counter></Data></Key></KeyPackage></KeyContainer>`);
  const holder = await api.call(adminApi.createUser, { body: { siteId, login: 'holder' } });
  const { token: { id }, otpauth } = await api.call(adminApi.makeToken, { body: { siteId, assignTo: holder.id } });
  secret('seed of a made token', new URL(otpauth).searchParams.get('secret') ?? '');
  await api.call(adminApi.setTokenPin, { parameters: { id }, body: { pin: secret('PIN', PIN) } });
  await api.call(adminApi.reportTokenLost, { parameters: { id }, body: {} });
  secret('temporary password', (await api.call(adminApi.issueTemporaryPassword, { parameters: { id }, body: {} })).password);
}

async function others(siteId: string): Promise<void> {
  const { api } = system;
  secret('API key', (await api.call(adminApi.createApiKey, { body: { name: 'key', permissions: ['directory.read'] } })).key);
  const { items: [host] } = await api.call(adminApi.listAgentHosts, {});
  secret('node secret', (await api.call(adminApi.generateNodeSecret, { parameters: { id: host?.id ?? '' } })).nodeSecret);
  await api.call(adminApi.createBackEnd, { body: {
    siteId, name: 'ldap', servers: ['127.0.0.1:1'], security: 'none', bindPassword: secret('bind password', fresh('bind')),
    lookup: { how: 'search', baseDn: 'dc=example', filter: '(uid={login})', bindDn: 'cn=service,dc=example' },
  } });
}

async function signIns(siteId: string): Promise<void> {
  const { api, gateways: [port = 0] } = system;
  const [person] = await addPeople(api, siteId, { prefix: 'person', count: 1, usePin: true });
  if (person === undefined) throw new Error('nobody');
  const client = new RadiusClient(RADIUS_SECRET);
  const asked = await client.ask(client.accessRequest(person.login, person.code(0)), port);
  expect(asked?.code).toBe(PacketCode.accessChallenge);
  const answer = await client.ask(client.accessRequest(person.login, secret('new PIN', `q${PIN.slice(1)}`), { state: asked?.state }), port);
  expect(answer?.code).not.toBe(undefined);
  const right = await client.ask(client.accessRequest('static', String(secrets.get('static password'))), port);
  expect(right?.code).toBe(PacketCode.accessAccept);
  const wrong = await client.ask(client.accessRequest('static', secret('wrong password', fresh('wrong'))), port);
  expect(wrong?.code).toBe(PacketCode.accessReject);
}

/** What is refused is repeated in no answer. */
async function refused(siteId: string): Promise<void> {
  const key = (await readFile(system.distributed.apiKeyFile, 'utf8')).trim();
  const authorization = { authorization: `Bearer ${key}` };
  const refusedSecret = secret('refused secret', fresh('refused'));
  await send('POST', '/session', { login: 'admin', password: refusedSecret });
  await send('POST', '/agent-hosts', { siteId, name: 1, secret: refusedSecret, addresses: [{ address: refusedSecret }], [refusedSecret.slice(0, 3)]: 1 }, authorization);
  await send('GET', '/users', undefined, { authorization: `Bearer ${refusedSecret}` });
  await send('POST', '/back-ends', `{"bindPassword":"${refusedSecret}"`, authorization);
  secret('first API key', key);
}

/** As it is, and as it would be written. */
const forms = (value: string | Buffer): string[] => {
  const bytes = Buffer.isBuffer(value) ? value : Buffer.from(value);
  const text = [bytes.toString('hex'), bytes.toString('hex').toUpperCase(), bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url')];
  return Buffer.isBuffer(value) ? [...text, bytes.toString('latin1')] : [value, encodeURIComponent(value), ...text];
};

const placesOf = (value: string | Buffer): string[] => [...kept].filter(([, text]) => forms(value).some((form) => text.includes(form))).map(([place]) => place);

test('the search sees what is there', () => {
  expect(secrets.size).toBeGreaterThanOrEqual(20);
  expect(kept.get('logs')).toMatch(/"level":"(?:debug|trace)"/);
  expect(kept.get('trail')).toContain('static');
  expect(kept.get('state store')).not.toBe('');
  expect(kept.get('answers')).toContain('bad-request');
  expect(placesOf('holder')).toEqual(expect.arrayContaining(['trail', 'directory.user_account']));
  for (const [name, value] of secrets) expect([name, value.length >= 8]).toEqual([name, true]);
});

test('no secret stands in logs, trail, answers, state store or any table', () => {
  const found = [...secrets].flatMap(([name, value]) => placesOf(value).map((place) => `${name} in ${place}`));
  expect(found).toEqual([]);
});
