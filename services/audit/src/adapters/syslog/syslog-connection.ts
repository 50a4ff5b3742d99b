import { type Socket, connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ForwardingSettings } from '@countersign/contracts';
import type { Receiver } from '../../application/forward-trail.ts';
import { ReceiverError } from '../../application/receiver-error.ts';

/** Connecting, and waiting until the receiver takes what was sent. */
const PATIENCE_MS = 15_000;
/** A receiver that vanished without a word is noticed by probes after a while. */
const KEEP_ALIVE_MS = 10_000;

/** Connects to a syslog receiver over TCP, or over TLS with its certificate checked. @throws ReceiverError when it cannot be reached */
export async function connectSyslog(settings: ForwardingSettings): Promise<Receiver> {
  const socket = await opened(settings).catch((error: unknown) => {
    throw new ReceiverError(settings, `cannot be used: ${reasonOf(error)}`);
  });
  let broken: Error | undefined;
  const breaks = (error: Error) => { broken ??= new ReceiverError(settings, error.message); };
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  socket.on('error', breaks);
  socket.on('close', () => breaks(new Error('closed the connection')));
  socket.on('end', () => breaks(new Error('ended the connection')));
  // Receivers say nothing; a socket that is not read would not notice its end.
  socket.resume();
  return {
    get broken() { return broken; },
    send: async (bytes) => {
      if (broken) throw broken;
      await withPatience(socket, new Promise<void>((resolve, reject) => {
        socket.write(bytes, (error) => (error ? reject(error) : resolve()));
      })).catch((error: unknown) => {
        throw broken ?? new ReceiverError(settings, reasonOf(error));
      });
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
  const timeout = setTimeout(() => socket.destroy(new Error('takes nothing')), PATIENCE_MS);
  try {
    await Promise.race([work, new Promise<never>((_, reject) => socket.once('close', () => reject(new Error('closed the connection'))))]);
  } finally {
    clearTimeout(timeout);
  }
}

/** A host name with several addresses fails with one error for each of them, and no words of its own. */
function reasonOf(error: unknown): string {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  if (typeof first !== 'object' || first === null || !('message' in first) || typeof first.message !== 'string') return 'unknown reason';
  // What Node.js advises would be about this process; here the settings have a place for it.
  return first.message.replace(/; if the root CA is installed locally.*$/s, '; an authority that signed it can be given with the settings');
}
