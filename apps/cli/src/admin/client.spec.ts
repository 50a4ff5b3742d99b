/** What the client does with servers that are none of ours, or fail half-way. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import * as adminApi from '@countersign/contracts/admin-api';
import { AdminClient } from './client.ts';

let server: Server;
let client: AdminClient;
let seen: IncomingMessage[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeEach(async () => {
  seen = [];
  server = createServer((request, response) => {
    seen.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  client = new AdminClient({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/base`, readKey: () => 'the-key', language: 'zh' });
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const json = (status: number, body: unknown) => (_request: IncomingMessage, response: ServerResponse): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};
const failing = (expected: string): unknown => expect.objectContaining({ facts: expect.objectContaining({ code: expected }) });

describe('the admin client', () => {
  it('sends key and language, below the path of the address', async () => {
    answer = json(200, { items: [], nextCursor: null });
    await client.call(adminApi.listSites, { query: { name: 'a&b' } });
    expect(seen[0]?.url).toBe('/base/api/admin/v1/sites?name=a%26b');
    expect(seen[0]?.headers).toMatchObject({ authorization: 'Bearer the-key', 'accept-language': 'zh' });
  });

  it('refuses bad values before anything is sent, and names the fields, not the values', async () => {
    await expect(client.call(adminApi.setTokenPin, { id: 'x', body: { pin: 'no pin!' } })).rejects.toEqual(
      expect.objectContaining({ facts: expect.objectContaining({ code: 'bad-request', items: [expect.stringMatching(/^pin: (?!.*no pin!)/)] }) }),
    );
    expect(seen).toEqual([]);
  });

  it.each([
    ['a redirect, which would carry the key elsewhere', 302, {}], ['another program', 200, { hello: 'world' }], ['an error without a problem', 500, 'oops'],
  ])('takes %s for an unexpected reply', async (_name, status, body) => {
    answer = json(status, body);
    await expect(client.call(adminApi.listSites)).rejects.toEqual(failing('unexpected-reply'));
    expect(seen).toHaveLength(1);
  });

  it('says that nothing answers when the connection breaks half-way', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{');
      setImmediate(() => { response.destroy(); });
    };
    await expect(client.call(adminApi.listSites)).rejects.toEqual(failing('unreachable'));
  });

  it('hears the refusal of a server that stops reading a stream, with the report that it brings', async () => {
    const report = { dryRun: false, imported: 0, read: 3, refusedCount: 1, warnings: [], refused: [{ line: 4, serial: null, reason: 'mac-wrong', detail: null }] };
    answer = json(422, { type: 'about:blank', title: '导入被拒绝', status: 422, code: 'import-refused', report, added: 'by a later version' });
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) yield Buffer.alloc(65_536);
    }
    await expect(client.stream(adminApi.importTokens, adminApi.IMPORT_CONTENT_TYPE, endless())).rejects.toEqual(
      expect.objectContaining({ facts: expect.objectContaining({ code: 'import-refused', exitCode: 1 }), report }),
    );
  });

  it('passes on what reading the stream throws', async () => {
    answer = (request) => { request.resume(); };
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a');
      throw new Error('the disk is gone');
    }
    await expect(client.stream(adminApi.importTokens, adminApi.IMPORT_CONTENT_TYPE, broken())).rejects.toThrow('the disk is gone');
  });

  it('follows the pages of a list', async () => {
    const site = (name: string) => ({ id: '01890000-0000-7000-8000-000000000001', parentId: null, name, timeZone: 'UTC', createdAt: '2026-01-01T00:00:00.000Z', version: 1 });
    answer = (request, response) => {
      const last = request.url?.includes('cursor=c1') === true;
      json(200, { items: [site(last ? 'B' : 'A')], nextCursor: last ? null : 'c1' })(request, response);
    };
    const names: string[] = [];
    for await (const page of client.pages(adminApi.listSites)) names.push(...page.map(({ name }) => name));
    expect(names).toEqual(['A', 'B']);
  });
});
