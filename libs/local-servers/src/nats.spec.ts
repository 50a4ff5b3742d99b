import { stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';
import { disposeAfterEach, eventually, serverProgram, temporaryFolder, TestProcess } from '@countersign/testing';
import { askPort } from './ask-port.ts';
import { freeTcpPort, LOOPBACK } from './free-port.ts';
import { startNats } from './nats.ts';
import { serversIn } from './process-table.ts';

const keep = disposeAfterEach();

const binary = await serverProgram('nats');
/** A busy machine's server may say nothing for as long as a question waits. */
const info = async (port: number): Promise<Record<string, unknown>> => eventually(async () => {
  const parsed: Record<string, unknown> = JSON.parse((await askPort(port, '')).slice('INFO '.length));
  return parsed;
});

test('starts with JetStream in a folder, stops, and restarts on its port', async () => {
  const storeDir = join(temporaryFolder(), 'streams – 数据');
  const server = await startNats({ binary, storeDir });
  const { port } = server;
  expect(server.url).toBe(`nats://127.0.0.1:${port}`);
  expect(await info(port)).toMatchObject({ jetstream: true, host: '127.0.0.1' });
  await server.stop();
  expect(await askPort(port, '')).toBe('');
  await server.restart();
  expect(server.port).toBe(port);
  await server.kill();
  expect(serversIn(storeDir, 'nats-server')).toEqual([]);
  await server.restart();
  expect(await info(port)).toMatchObject({ jetstream: true });
  await server.stop();
});

test('takes more configuration, which only we may read', async () => {
  const storeDir = join(temporaryFolder(), 'nats');
  const server = await startNats({ binary, storeDir, config: 'max_payload: 123456\nauthorization { user: a, password: b }\n' });
  expect(await info(server.port)).toMatchObject({ max_payload: 123456, auth_required: true, jetstream: true });
  expect((await stat(join(storeDir, 'nats-server.conf'))).mode & 0o777).toBe(0o600);
  await server.stop();
});

test('says what is wrong with its configuration', async () => {
  await expect(startNats({ binary, config: 'accounts { A: { users: 7 } }' })).rejects.toMatchObject({ code: 'start-failed', message: expect.stringContaining('Expected users field to be an array') });
});

test('a port that somebody else has is refused by name', async () => {
  const port = await freeTcpPort();
  const other = createServer();
  await new Promise<void>((resolve) => { other.listen(port, LOOPBACK, resolve); });
  await expect(startNats({ binary, port })).rejects.toMatchObject({ code: 'port-taken' });
  await new Promise((resolve) => { other.close(resolve); });
});

test('a program that is not there is refused by name', async () => {
  await expect(startNats({ binary: '/no/such/nats-server' })).rejects.toMatchObject({ code: 'start-failed', message: expect.stringContaining('/no/such/nats-server') });
});

test('what a killed starter left running is replaced: never two servers on one store', async () => {
  const storeDir = join(temporaryFolder(), 'nats');
  const program = `
    const { startNats } = await import(${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'nats.ts')).href)});
    const server = await startNats({ binary: ${JSON.stringify(binary)}, storeDir: process.argv[1] });
    console.log('ready ' + server.pid);`;
  const first = keep(await TestProcess.start({ args: ['--input-type=module', '-e', program, storeDir] }));
  const left = Number((await first.waitForLine(/^ready (\d+)$/))[1]);
  await expect(startNats({ binary, storeDir })).rejects.toMatchObject({ code: 'folder-in-use' });
  await first.kill();
  expect(serversIn(storeDir, 'nats-server').map(({ pid }) => pid)).toEqual([left]);
  const second = await startNats({ binary, storeDir });
  expect(serversIn(storeDir, 'nats-server').map(({ pid }) => pid)).toEqual([second.pid]);
  await second.stop();
  await eventually(() => { expect(serversIn(storeDir, 'nats-server')).toEqual([]); });
});
