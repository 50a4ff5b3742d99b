import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { expect, it } from '@jest/globals';
import { run } from '../program.ts';

it('sends options and file as one body, prints the report and exits 1 when a record was refused', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cli-'));
  writeFileSync(join(folder, 'key'), 'the-api-key');
  writeFileSync(join(folder, 'seeds'), 'line one\nline two\n');
  const report = { dryRun: false, imported: 1, read: 1, refusedCount: 1, warnings: [], refused: [{ line: 2, serial: 'A1', reason: 'no-serial', detail: null }] };
  let body = '';
  const server = createServer((request, response) => {
    request.on('data', (chunk) => { body += String(chunk); }).on('end', () => { response.end(JSON.stringify(report)); });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  process.env['COUNTERSIGN_URL'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env['COUNTERSIGN_API_KEY_FILE'] = join(folder, 'key');
  const streams = { stdin: Readable.from(['seed-password\n']), stdout: new PassThrough(), stderr: new PassThrough() };
  const exitCode = await run(['token', 'import', join(folder, 'seeds'), '--site', 'Lab', '--password-stdin', '--partial', '--json'], streams);
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
  expect(String(streams.stderr.read() ?? '')).toBe('');
  expect(exitCode).toBe(1);
  const [options, ...file] = body.split('\n');
  expect(JSON.parse(options ?? '')).toMatchObject({ site: 'Lab', password: 'seed-password', partial: true, enable: false, mode: { usePin: true } });
  expect(file.join('\n')).toBe('line one\nline two\n');
  expect(JSON.parse(String(streams.stdout.read()))).toEqual(report);
});
