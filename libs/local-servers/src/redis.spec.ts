import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { serverProgram, temporaryFolder } from '@countersign/testing';
import { askPort } from './ask-port.ts';
import { serversIn } from './process-table.ts';
import { startRedis } from './redis.ts';

const binary = await serverProgram('redis');

test('starts without snapshots, forgets over a restart, keeps its port', async () => {
  const dir = join(temporaryFolder(), 'sp ace é');
  const server = await startRedis({ binary, dir });
  const { port } = server;
  expect(await askPort(port, 'CONFIG GET save\r\n')).toBe('*2\r\n$4\r\nsave\r\n$0\r\n\r\n');
  expect(await askPort(port, 'CONFIG GET bind\r\n')).toContain('127.0.0.1');
  await askPort(port, 'SET key value\r\n');
  await server.restart();
  expect(server.port).toBe(port);
  expect(await askPort(port, 'GET key\r\n')).toBe('$-1\r\n');
  await server.kill();
  expect(serversIn(dir, 'redis-server')).toEqual([]);
  expect(await askPort(port, 'PING\r\n')).toBe('');
});

test('with an append-only file it remembers, after a crash, too', async () => {
  const server = await startRedis({ binary, dir: join(temporaryFolder(), 'redis'), appendOnly: true });
  await askPort(server.port, 'SET key value\r\n');
  await server.stop();
  await server.restart();
  await server.kill();
  await server.restart();
  expect(await askPort(server.port, 'GET key\r\n')).toBe('$5\r\nvalue\r\n');
  await server.stop();
});

test('with snapshots it remembers over a stop', async () => {
  const server = await startRedis({ binary, dir: join(temporaryFolder(), 'redis'), save: '900 1' });
  await askPort(server.port, 'SET key value\r\n');
  await server.restart();
  expect(await askPort(server.port, 'GET key\r\n')).toBe('$5\r\nvalue\r\n');
  await server.stop();
});

test('asks for its password, which is in the URL and not on the command line', async () => {
  const requirePassword = 'qu"ote\\ back é\n';
  const dir = join(temporaryFolder(), 'redis');
  const server = await startRedis({ binary, dir, requirePassword });
  expect(await askPort(server.port, 'GET key\r\n')).toMatch(/^-NOAUTH/);
  const password = decodeURIComponent(new URL(server.url).password);
  expect(password).toBe(requirePassword);
  const bytes = Buffer.byteLength(password);
  expect(await askPort(server.port, `*2\r\n$4\r\nAUTH\r\n$${bytes}\r\n${password}\r\n`)).toBe('+OK\r\n');
  await server.stop();
});

test('takes an ACL file instead of a password', async () => {
  const aclFile = join(temporaryFolder(), 'users.acl');
  await writeFile(aclFile, 'user default off\nuser someone on >secret ~* +@all\n');
  const server = await startRedis({ binary, aclFile });
  expect(await askPort(server.port, 'AUTH someone secret\r\n')).toBe('+OK\r\n');
  await server.stop();
  await expect(startRedis({ binary, aclFile, requirePassword: 'x' })).rejects.toMatchObject({ code: 'bad-setting' });
});

test('a temporary folder goes with its server', async () => {
  const server = await startRedis({ binary });
  const answer = await askPort(server.port, 'CONFIG GET dir\r\n');
  const folder = answer.split('\r\n').find((line) => line.startsWith('/')) ?? '';
  expect(existsSync(folder)).toBe(true);
  await server.stop();
  expect(existsSync(folder)).toBe(false);
});
