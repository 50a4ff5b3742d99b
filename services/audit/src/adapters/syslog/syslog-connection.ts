import { type Socket, connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ForwardingSettings } from '@countersign/contracts';
import type { Receiver } from '../../application/forward-trail.ts';

/** Connecting, and waiting until the receiver takes what was sent. */
const PATIENCE_MS = 15_000;
/** A receiver that vanished without a word is noticed by probes after a while. */
const KEEP_ALIVE_MS = 10_000;

/** Connects to a syslog receiver over TCP, or over TLS with its certificate checked. @throws when it cannot be reached */
export async function connectSyslog(settings: ForwardingSettings): Promise<Receiver> {
  const socket = await opened(settings);
  let broken: Error | undefined;
  const breaks = (error: Error) => { broken ??= error; };
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  socket.on('error', breaks);
  socket.on('close', () => breaks(new Error('the receiver closed the connection')));
  socket.on('end', () => breaks(new Error('the receiver ended the connection')));
  // Receivers say nothing; a socket that is not read would not notice its end.
  socket.resume();
  return {
    get broken() { return broken; },
    send: async (bytes) => {
      if (broken) throw broken;
      await withPatience(socket, new Promise<void>((resolve, reject) => {
        socket.write(bytes, (error) => (error ? reject(error) : resolve()));
      }));
    },
    close: async () => {
      if (socket.destroyed) return;
      await new Promise<void>((resolve) => {
        const end = setTimeout(() => socket.destroy(), 1000);
        socket.once('close', () => { clearTimeout(end); resolve(); });
        socket.end();
      });
    },
  };
}

async function opened({ host, port, transport, authority }: ForwardingSettings): Promise<Socket> {
  const socket = transport === 'tls'
    ? connectTls({ host, port, ...(/^[\d.:]+$/.test(host) ? {} : { servername: host }), ...(authority === null ? {} : { ca: authority }) })
    : connect({ host, port });
  await withPatience(socket, new Promise<void>((resolve, reject) => {
    socket.once(transport === 'tls' ? 'secureConnect' : 'connect', resolve);
    socket.once('error', reject);
  }));
  socket.removeAllListeners('error');
  socket.on('error', () => undefined);
  return socket;
}

async function withPatience(socket: Socket, work: Promise<void>): Promise<void> {
  const timeout = setTimeout(() => socket.destroy(new Error('the receiver takes nothing')), PATIENCE_MS);
  try {
    await Promise.race([work, new Promise<never>((_, reject) => socket.once('close', () => reject(new Error('the receiver closed the connection'))))]);
  } finally {
    clearTimeout(timeout);
  }
}
