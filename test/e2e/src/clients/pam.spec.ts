/** A Linux host asks through PAM: pamtester with Debian's libpam-radius-auth, which never sends Message-Authenticator (pitfalls 12 and 13). */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as adminApi from '@countersign/contracts/admin-api';
import { eventually } from '@countersign/testing';
import type { AdminApi } from '../harness/admin-api.ts';
import { type Person, addPeople } from '../harness/people.ts';
import { StandaloneProcess } from '../harness/standalone-process.ts';
import { type PamService, pamAuthenticate, pamService } from './pam.ts';

const SECRET = 'pam-shared-secret';
const PIN = '2468';
/** pam_radius shows Reply-Message as the prompt, so the NAS profile ends it like one. */
const NEW_PIN_PROMPT = 'Enter a new PIN having from 4 to 8 digits: ';
const NEXT_CODE_PROMPT = 'Enter Next Code: ';
const PASSCODE_PROMPT = 'Passcode: ';

let server: StandaloneProcess;
let api: AdminApi;
let hostId: string;
let service: PamService;
let people: Person[];

beforeAll(async () => {
  server = await StandaloneProcess.start();
  api = await server.api();
  const site = await api.call(adminApi.createSite, { body: { name: 'Head office' } });
  const host = await api.call(adminApi.createAgentHost, {
    body: {
      siteId: site.id, name: 'linux', addresses: [{ address: '127.0.0.1' }], secret: SECRET, openToSite: true,
      requireMessageAuthenticator: false, nasProfile: 'pam-radius',
    },
  });
  hostId = host.id;
  people = await addPeople(api, site.id, { prefix: 'person', count: 4, usePin: true });
  service = await pamService({ port: server.radiusPort, secret: SECRET });
}, 300_000);

afterAll(async () => {
  await service.remove();
  await server[Symbol.asyncDispose]();
});

function somebody(): Person {
  const person = people.pop();
  if (!person) throw new Error('everybody has had a turn: add more people');
  return person;
}

async function tokenIdOf({ serial }: Person): Promise<string> {
  const { items: [token] } = await api.call(adminApi.listTokens, { query: { serial } });
  return token?.id ?? '';
}

test('a new PIN is asked for, set, and good from then on', async () => {
  const person = somebody();
  const first = await pamAuthenticate(service, person.login, [
    { prompt: PASSCODE_PROMPT, typed: person.code(0) }, { prompt: NEW_PIN_PROMPT, typed: PIN },
  ]);
  expect(first.said).toContain(NEW_PIN_PROMPT);
  expect(first.authenticated).toBe(true);
  const second = await pamAuthenticate(service, person.login, [{ prompt: PASSCODE_PROMPT, typed: `${PIN}${person.code(1)}` }]);
  expect(second.authenticated).toBe(true);
});

test('the next tokencode is asked for', async () => {
  const person = somebody();
  const parameters = { id: await tokenIdOf(person) };
  await api.call(adminApi.setTokenPin, { parameters, body: { pin: PIN } });
  await api.call(adminApi.setTokenMode, { parameters, body: { mode: 'next-tokencode' } });
  const conversation = await pamAuthenticate(service, person.login, [
    { prompt: PASSCODE_PROMPT, typed: `${PIN}${person.code(0)}` }, { prompt: NEXT_CODE_PROMPT, typed: person.code(1) },
  ]);
  expect(conversation.said).toContain(NEXT_CODE_PROMPT);
  expect(conversation.authenticated).toBe(true);
});

test('a wrong code is refused', async () => {
  const person = somebody();
  await api.call(adminApi.setTokenPin, { parameters: { id: await tokenIdOf(person) }, body: { pin: PIN } });
  const conversation = await pamAuthenticate(service, person.login, [{ prompt: PASSCODE_PROMPT, typed: `${PIN}000000` }]);
  expect(conversation.authenticated).toBe(false);
});

test('where Message-Authenticator is required there is no answer, and the drop says why', async () => {
  const person = somebody();
  await api.call(adminApi.updateAgentHost, { parameters: { id: hostId }, body: { requireMessageAuthenticator: true } });
  await eventually(async () => {
    const conversation = await pamAuthenticate(service, person.login, [{ prompt: PASSCODE_PROMPT, typed: person.code(0) }]);
    expect(conversation.authenticated).toBe(false);
    const { replicas } = await api.call(adminApi.listDrops, {});
    expect(replicas.flatMap(({ drops }) => drops)).toContainEqual(expect.objectContaining({ source: '127.0.0.1', reason: 'message-authenticator-missing', agentHost: 'linux' }));
  });
});
