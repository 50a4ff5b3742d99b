import { createSocket } from 'node:dgram';

/** Below those that Linux gives to whoever asks for any, unless it was told otherwise: nobody gets one of these by chance before it is used. */
const [FIRST, END] = [20_000, 32_768];

/**
 * A UDP port on 127.0.0.1 that is free. For programs that must be told a port; whatever
 * can bind port 0 itself should.
 *
 * @throws what the system says when a port cannot be tried at all
 */
export async function freeUdpPort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (END - FIRST));
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const probe = createSocket('udp4');
  return new Promise((resolve, reject) => {
    probe.once('error', (error: NodeJS.ErrnoException) => {
      probe.close(() => { if (error.code === 'EADDRINUSE') resolve(false); else reject(error); });
    });
    probe.bind(port, '127.0.0.1', () => { probe.close(() => resolve(true)); });
  });
}
