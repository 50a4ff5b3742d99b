import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { expect, it } from '@jest/globals';
import { run } from '../program.ts';

it('sends the secret of an agent host from stdin in the body, and never prints it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cli-'));
  writeFileSync(join(folder, 'key'), 'the-api-key');
  const site = { id: '01890000-0000-7000-8000-000000000001', parentId: null, name: 'Lab', createdAt: '2026-01-01T00:00:00.000Z', version: 1 };
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => { body += String(chunk); }).on('end', () => {
      bodies.push(body);
      const list = request.method === 'GET';
      const refusal = { type: 'about:blank', title: 'It exists already', status: 409, code: 'already-exists' };
      response.writeHead(list ? 200 : 409).end(JSON.stringify(list ? { items: [site], nextCursor: null } : refusal));
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  process.env['COUNTERSIGN_URL'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env['COUNTERSIGN_API_KEY_FILE'] = join(folder, 'key');
  const streams = { stdin: Readable.from(['s3cret-of-vpn\n']), stdout: new PassThrough(), stderr: new PassThrough() };
  const exitCode = await run(['agent-host', 'add', 'vpn', '--site', 'Lab', '--address', '10.0.0.1/32', '--secret-stdin', '--open-to-site'], streams);
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
  expect(exitCode).toBe(1);
  expect(JSON.parse(bodies[1] ?? '')).toEqual({ siteId: site.id, name: 'vpn', addresses: [{ address: '10.0.0.1/32' }], secret: 's3cret-of-vpn', openToSite: true });
  expect(`${String(streams.stdout.read())}${String(streams.stderr.read())}`).not.toContain('s3cret-of-vpn');
});
