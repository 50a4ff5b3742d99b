import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { freeUdpPort } from './free-udp-port.ts';

test('a free UDP port can be bound', async () => {
  const port = await freeUdpPort();
  const socket = createSocket('udp4').bind(port, '127.0.0.1');
  await once(socket, 'listening');
  expect(socket.address().port).toBe(port);
  socket.close();
});
