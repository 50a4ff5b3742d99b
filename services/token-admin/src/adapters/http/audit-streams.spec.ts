import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type AuditEntry, type AuditEvent, auditListContract, auditTailContract, changeForwardingContract, explainContract, refusedReportContract, resultsReportContract,
  signInsReportContract,
} from '@countersign/contracts';
import { eventually, privatePostgres, type PrivatePostgres, undelayedMs } from '@countersign/testing';
import { TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';

let server: PrivatePostgres;
let under: TokenAdminUnderTest;
const entries: AuditEntry[] = [];
const asked: { filter: unknown; after: unknown }[] = [];
const changes: unknown[] = [];
/** What happens before audit answers with a page. */
let beforePage: (after: number) => Promise<void> = async () => undefined;

const event = (login: string, at: string): AuditEvent => ({
  id: randomUUID(), at, kind: 'sign-in', result: 'wrong-password', service: 'auth', site: null, user: { id: null, login }, agentHost: null, host: '192.0.2.1',
  object: null, requestKey: null, detail: { note: '@SUM(1)' },
});
const append = (...logins: readonly string[]): void => {
  for (const login of logins) entries.push({ sequence: entries.length + 1, event: event(login, new Date(Date.UTC(2026, 0, 1, 0, 0, entries.length)).toISOString()) });
};

beforeAll(async () => {
  server = await privatePostgres();
  under = await TokenAdminUnderTest.start(server);
  // audit as its contracts describe it: what token-admin makes of its answers is the matter here.
  await under.bus.serve(auditListContract, async ({ filter, after = 0, limit }) => {
    asked.push({ filter, after });
    await beforePage(after);
    const found = entries.filter(({ sequence }) => sequence > after);
    const page = found.slice(0, Math.min(limit, 100));
    return { entries: page, next: page.length < found.length ? page.at(-1)?.sequence ?? null : null };
  });
  await under.bus.serve(auditTailContract, async ({ filter, after, waitMs, limit }) => {
    asked.push({ filter, after });
    const position = after ?? entries.length;
    for (let waited = 0; waited < waitMs && entries.length <= position; waited += 10) await new Promise((resolve) => setTimeout(resolve, 10));
    const page = entries.slice(position, position + limit);
    return { entries: page, position: position + page.length };
  });
  await under.bus.serve(refusedReportContract, async ({ by }) => ({ rows: [{ name: `=cmd|' /C calc'!A0 ${by}`, refused: 3, result: 'wrong-password', lastAt: '2026-01-01T00:00:00.000Z' }] }));
  await under.bus.serve(resultsReportContract, async () => ({ rows: [{ result: 'accepted', count: 2 }] }));
  await under.bus.serve(signInsReportContract, async ({ timeZone }) => ({ rows: [{ from: '2026-01-01T00:00:00.000Z', accepted: timeZone.length, challenged: 0, refused: 1 }] }));
  await under.bus.serve(changeForwardingContract, async (change) => {
    changes.push(change);
    return { settings: change.settings, version: 2, forwarded: 0, waiting: 0, failure: null };
  });
  await under.bus.serve(explainContract, async () => { throw new Error('it has a fault'); });
});
afterAll(async () => {
  append('the last'); // who waits for an entry, for somebody who has hung up, has it and ends
  await under.stop();
  await server.stop();
});

const get = async (path: string, headers: Record<string, string> = {}, signal?: AbortSignal): Promise<Response> =>
  fetch(`${under.url}${path}`, { headers: { authorization: `Bearer ${under.bearer}`, ...headers }, ...(signal ? { signal } : {}) });

/** Reads server-sent events until there are so many, then hangs up. */
async function follow(path: string, count: number, headers: Record<string, string> = {}): Promise<{ ids: string[]; data: AuditEntry[]; type: string | null }> {
  const hangUp = new AbortController();
  const response = await get(path, headers, hangUp.signal);
  const [ids, data]: [string[], AuditEntry[]] = [[], []];
  let rest = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)] as const));
      ids.push(...(fields.has('id') ? [fields.get('id') ?? ''] : []));
      const text = fields.get('data');
      if (text !== undefined) data.push(JSON.parse(text) as AuditEntry);
    }
    if (data.length >= count) break;
  }
  hangUp.abort();
  return { ids, data, type: response.headers.get('content-type') };
}

describe('following the trail', () => {
  test('each new entry comes as it is recorded, with its sequence as id', async () => {
    append('before');
    const following = follow('/audit/tail?user=x', 2);
    await eventually(() => expect(asked.at(-1)).toMatchObject({ filter: { user: 'x' } }));
    append('one');
    await new Promise((resolve) => setTimeout(resolve, 100));
    append('two');
    const { ids, data, type } = await following;
    expect(type).toBe('text/event-stream; charset=utf-8');
    expect(data.map(({ event: { user } }) => user?.login)).toEqual(['one', 'two']);
    expect(ids.slice(-2)).toEqual(['2', '3']);
    expect(asked.at(-1)).toMatchObject({ filter: { user: 'x' } });
  });

  test('after a broken connection it goes on from the last event that the client has', async () => {
    expect((await follow('/audit/tail', 2, { 'last-event-id': '1' })).data.map(({ sequence }) => sequence)).toEqual([2, 3]);
    expect((await follow('/audit/tail?after=2', 1)).data.map(({ sequence }) => sequence)).toEqual([3]);
    expect((await follow('/audit/tail?after=0', 1, { 'last-event-id': '2' })).data.map(({ sequence }) => sequence)).toEqual([3]);
  });

  test('one caller holds only so many connections, and who hangs up makes room', async () => {
    // Those who hung up before are gone once the server has noticed.
    const hangUp = await eventually(async () => {
      const hangingUp = new AbortController();
      try {
        const open = await Promise.all(Array.from({ length: 10 }, () => get('/audit/tail', {}, hangingUp.signal)));
        expect(open.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
        return hangingUp;
      } catch (error) {
        hangingUp.abort();
        throw error;
      }
    });
    const refused = await get('/audit/tail');
    expect([refused.status, (await refused.json() as { code: string }).code]).toEqual([413, 'limit-exceeded']);
    hangUp.abort();
    await eventually(async () => expect((await follow('/audit/tail?after=2', 1)).data).toHaveLength(1));
  });

  test('without a key nothing is followed or exported', async () => {
    for (const path of ['/audit/tail', '/audit/export', '/reports/results/csv?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z']) {
      expect((await fetch(`${under.url}${path}`)).status).toBe(401);
    }
  });
});

describe('export', () => {
  test('JSON lines: every entry, over many pages', async () => {
    append(...Array.from({ length: 250 }, (_, index) => `user-${index}`));
    const response = await get('/audit/export?format=jsonl&result=wrong-password');
    expect(response.headers.get('content-type')).toBe('application/jsonl; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="audit.jsonl"');
    const lines = (await response.text()).trimEnd().split('\n').map((line) => JSON.parse(line) as AuditEntry);
    expect(lines).toEqual(entries);
    expect(asked.at(-1)?.filter).toMatchObject({ result: 'wrong-password', to: expect.any(String) });
  });

  test.each([
    ['=1+1', `'=1+1`], ['+86', `'+86`], ['-1', `'-1`], ['@SUM(A1)', `'@SUM(A1)`], ['a,b', '"a,b"'], ['say "x"', '"say ""x"""'], ['=a,"b"', `"'=a,""b"""`], ['王小明', '王小明'],
  ])('CSV: %s is written as %s', async (login, cell) => {
    append(login);
    const text = await (await get('/audit/export')).text();
    expect(text.startsWith('\uFEFFsequence,time,kind,result,user,')).toBe(false); // fetch takes the mark away
    expect(text.split('\r\n').at(-2)).toContain(`,wrong-password,${cell},`);
  });

  test('is cut off once the key that it was asked for with is revoked', async () => {
    append(...Array.from({ length: 250 }, (_, index) => `later-${index}`));
    const { apiKey, key } = (await under.call('POST', '/api-keys', { name: 'passing by' })).body;
    beforePage = async (after) => {
      if (after === 0) return;
      beforePage = async () => undefined;
      await under.call('DELETE', `/api-keys/${apiKey.id}`);
      await new Promise((resolve) => setTimeout(resolve, 1_100)); // longer than a client is believed
    };
    const response = await get('/audit/export?format=jsonl', { authorization: `Bearer ${key}` });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('terminated');
  });

  test('what goes wrong at once is refused as a problem', async () => {
    const answer = await under.call('GET', '/audit/export?format=xml');
    expect([answer.status, answer.body.code]).toEqual([400, 'bad-request']);
  });
});

describe('reports', () => {
  const span = 'from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z';

  test('as JSON', async () => {
    expect((await under.call('GET', `/reports/refused-users?${span}`)).body.rows[0]).toMatchObject({ refused: 3 });
    expect((await under.call('GET', `/reports/results?${span}`)).body).toEqual({ rows: [{ result: 'accepted', count: 2 }] });
    expect((await under.call('GET', `/reports/sign-ins?${span}&timeZone=Asia/Shanghai&bucket=hour`)).body.rows[0].accepted).toBe('Asia/Shanghai'.length);
  });

  test('as CSV, in which no name is a formula', async () => {
    expect(await (await get(`/reports/refused-agent-hosts/csv?${span}`)).text()).toBe(`agent host,refused,result,last\r\n'=cmd|' /C calc'!A0 agent-host,3,wrong-password,2026-01-01T00:00:00.000Z\r\n`);
    expect(await (await get(`/reports/sign-ins/csv?${span}`)).text()).toBe('from,accepted,challenged,refused\r\n2026-01-01T00:00:00.000Z,3,0,1\r\n');
    expect((await get(`/reports/passwords/csv?${span}`)).status).toBe(400);
  });
});

test('forwarding is changed from the version that the caller saw, in the name of the caller', async () => {
  const settings = { host: 'siem.example', port: 6514, transport: 'tls', authority: null, facility: 13 };
  const answer = await under.call('PUT', '/audit/forwarding', { settings }, { 'if-match': '"1"' });
  expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"2"']);
  expect(changes.at(-1)).toMatchObject({ settings, begin: 'go-on', version: 1, actor: { kind: 'api-key', label: 'test' } });
});

test.each([
  ['garbage', 'There is no certificate'], ['-----BEGIN CERTIFICATE-----\ngarbage\n-----END CERTIFICATE-----\n', 'A certificate cannot be read'],
])('forwarding that no certificate could prove is refused: %j', async (authority, detail) => {
  const made = changes.length;
  const settings = { host: 'siem.example', port: 6514, transport: 'tls', authority, facility: 13 };
  expect(await under.call('PUT', '/audit/forwarding', { settings }, { 'if-match': '"1"' })).toMatchObject({ status: 400, body: { code: 'bad-request', detail: expect.stringContaining(detail) } });
  expect(changes).toHaveLength(made);
});

test("a fault of audit says nothing of audit's", async () => {
  expect((await under.call('GET', '/audit/events/1/explanation')).body).toMatchObject({ code: 'internal-error' });
});

test('whoever follows holds no shutdown up', async () => {
  const second = await under.startReplica();
  const response = await fetch(`${second.url}/api/admin/v1/audit/tail`, { headers: { authorization: `Bearer ${under.bearer}` } });
  const read = response.text().then(() => 'ended', () => 'cut off');
  expect(await undelayedMs(() => second.stop())).toBeLessThan(5000);
  expect(await read).toBe('cut off');
});
