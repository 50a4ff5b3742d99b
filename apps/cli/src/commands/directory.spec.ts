import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { run } from '../program.ts';

const id = (last: number) => `01890000-0000-7000-8000-00000000000${last}`;
const site = (last: number) => ({ id: id(last), parentId: null, name: 'Lab', createdAt: '2026-01-01T00:00:00.000Z', version: 1 });
let server: Server;
let folder: string;
let seen: { line: string; authorization: string | undefined }[];
let answers: { status: number; body: unknown }[];

beforeEach(async () => {
  seen = [];
  folder = mkdtempSync(join(tmpdir(), 'cli-'));
  writeFileSync(join(folder, 'key'), 'the-api-key\n');
  server = createServer((request, response) => {
    seen.push({ line: `${request.method} ${request.url}`, authorization: request.headers.authorization });
    const answer = answers.shift() ?? { status: 500, body: null };
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  process.env['COUNTERSIGN_URL'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env['COUNTERSIGN_API_KEY_FILE'] = join(folder, 'key');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

async function cli(...args: string[]) {
  const streams = { stdin: Readable.from([]), stdout: new PassThrough(), stderr: new PassThrough() };
  const exitCode = await run(args, streams);
  return { exitCode, stdout: String(streams.stdout.read() ?? ''), stderr: String(streams.stderr.read() ?? '') };
}

it('follows the pages of a list with the API key', async () => {
  answers = [{ status: 200, body: { items: [site(1)], nextCursor: 'c' } }, { status: 200, body: { items: [site(2)], nextCursor: null } }];
  const { exitCode, stdout } = await cli('site', 'list', '--json');
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toEqual([site(1), site(2)]);
  expect(seen).toEqual([
    { line: 'GET /api/admin/v1/sites', authorization: 'Bearer the-api-key' },
    { line: 'GET /api/admin/v1/sites?cursor=c', authorization: 'Bearer the-api-key' },
  ]);
});

it('removes what the name means', async () => {
  answers = [{ status: 200, body: { items: [site(1)], nextCursor: null } }, { status: 200, body: { done: true } }];
  expect((await cli('site', 'remove', 'Lab')).exitCode).toBe(0);
  expect(seen.map(({ line }) => line)).toEqual(['GET /api/admin/v1/sites?site=Lab', `DELETE /api/admin/v1/sites/${id(1)}`]);
});

it('asks for --site instead of removing one of several', async () => {
  answers = [{ status: 200, body: { items: [site(1), site(2)], nextCursor: null } }];
  const { exitCode, stderr } = await cli('site', 'remove', 'Lab');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('[ambiguous]');
  expect(seen).toHaveLength(1);
});

it('shows the title and code of a problem, never the key', async () => {
  answers = [{ status: 409, body: { type: 'about:blank', title: 'It exists already', status: 409, code: 'already-exists' } }];
  const { exitCode, stderr } = await cli('site', 'add', 'Lab');
  expect(exitCode).toBe(1);
  expect(stderr).toBe('countersign: It exists already [already-exists]\n');
});

it('exits 2 without a key file and 3 without a server', async () => {
  process.env['COUNTERSIGN_URL'] = 'http://127.0.0.1:1';
  expect((await cli('site', 'list')).exitCode).toBe(3);
  process.env['COUNTERSIGN_API_KEY_FILE'] = join(folder, 'absent');
  expect((await cli('site', 'list')).exitCode).toBe(2);
});
