/** A fault after the answer has begun: its status is out, and nothing may be added to it. */
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import Fastify from 'fastify';
import { sendProblem } from './problem.filter.ts';

test('cuts the answer off, is told once, and ends nothing else', async () => {
  const told: unknown[] = [];
  const fault = new Error('in the middle');
  const server = Fastify();
  server.get('/begun', async (request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/plain' }).write('the beginning');
    sendProblem(fault, request, reply, (error) => { told.push(error); });
    reply.raw.end(); // of what goes on
  });
  server.get('/other', async () => 'well');
  await server.listen({ port: 0, host: '127.0.0.1' });
  try {
    const { port } = server.server.address() as AddressInfo;
    await expect(fetch(`http://127.0.0.1:${port}/begun`).then(async (answer) => answer.text())).rejects.toThrow(/fetch failed|terminated/);
    expect(told).toEqual([fault]);
    expect(await (await fetch(`http://127.0.0.1:${port}/other`)).text()).toBe('well');
  } finally {
    await server.close();
  }
});
