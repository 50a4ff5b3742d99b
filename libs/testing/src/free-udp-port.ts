import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/**
 * A UDP port on 127.0.0.1 that the system says is free. For programs that must be told a port; whatever
 * can bind port 0 itself should.
 */
export async function freeUdpPort(): Promise<number> {
  const probe = createSocket('udp4');
  probe.bind(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}
