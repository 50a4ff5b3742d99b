import { type Socket, connect } from 'node:net';
import { type TLSSocket, connect as connectTls } from 'node:tls';
import type { DirectorySettings } from './directory-settings.ts';
import { DirectoryFault, faultOf } from './directory-fault.ts';
import { isOwnMachine, serverAddress } from './server-address.ts';
import { askForTls } from './start-tls.ts';

/**
 * A connection on which LDAP may be spoken: under TLS, with a certificate that is believed, before anything is said.
 *
 * @param opened told each socket at once, so that whoever gives up can end it
 * @throws DirectoryFault unreachable, tls-failed
 */
export async function openSocket(server: string, { security, ca }: Pick<DirectorySettings, 'security' | 'ca'>, opened: (socket: Socket) => void): Promise<Socket> {
  const address = serverAddress(server, security);
  if (!address) throw new DirectoryFault('unreachable', 'this is no address of a server');
  if (security === 'none' && !isOwnMachine(address)) throw new DirectoryFault('tls-failed', 'without TLS only a server on this machine is asked');
  const plain = connect({ ...address, noDelay: true });
  opened(plain);
  await once(plain, 'connect', 'unreachable');
  if (security === 'none') return plain;
  if (security === 'starttls') await askForTls(plain);
  // `host` is what the certificate must name; it is sent as SNI where it is a name.
  const secure: TLSSocket = connectTls({ socket: plain, host: address.host, minVersion: 'TLSv1.2', ...(ca === null ? {} : { ca }) });
  opened(secure);
  await once(secure, 'secureConnect', 'tls-failed');
  return secure;
}

async function once(socket: Socket, event: 'connect' | 'secureConnect', code: 'unreachable' | 'tls-failed'): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    socket.once(event, resolve);
    // Stays: an error that comes later is told by the close that follows it.
    socket.on('error', (error) => reject(faultOf(error, code)));
    socket.once('close', () => reject(new DirectoryFault(code, 'the server closed the connection')));
  });
}
