import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { LocalServerError } from './errors.ts';
import { freeTcpPort, LOOPBACK, startOnFreePort } from './free-port.ts';

const taken = (): LocalServerError => new LocalServerError('port-taken', 'taken');

test('a free port can be bound', async () => {
  const server = createServer().listen(await freeTcpPort(), LOOPBACK);
  await once(server, 'listening');
  server.close();
});

test('a port that was taken meanwhile is replaced by another one', async () => {
  const asked: number[] = [];
  const started = await startOnFreePort(0, async (port) => {
    asked.push(port);
    if (asked.length < 3) throw taken();
    return `on ${port}`;
  });
  expect(asked).toHaveLength(3);
  expect(started).toBe(`on ${asked[2]}`);
});

test('a port that is insisted on is tried until its last owner lets go', async () => {
  const asked: number[] = [];
  await startOnFreePort(4711, async (port) => {
    asked.push(port);
    if (asked.length < 4) throw taken();
  });
  expect(asked).toEqual([4711, 4711, 4711, 4711]);
});

test('patience ends', async () => {
  await expect(startOnFreePort(4711, async () => { throw taken(); })).rejects.toMatchObject({ code: 'port-taken' });
  await expect(startOnFreePort(0, async () => { throw taken(); })).rejects.toMatchObject({ code: 'port-taken' });
});

test('any other failure is final', async () => {
  let attempts = 0;
  const start = async (): Promise<never> => {
    attempts += 1;
    throw new LocalServerError('start-failed', 'broken');
  };
  await expect(startOnFreePort(0, start)).rejects.toMatchObject({ code: 'start-failed' });
  expect(attempts).toBe(1);
});
