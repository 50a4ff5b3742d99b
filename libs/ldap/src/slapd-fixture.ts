/** An OpenLDAP server with a few people, and servers that behave badly; for tests, nothing here is used at run time. */
import { createServer, type Server, type Socket, connect } from 'node:net';
import type { DirectorySettings } from './directory-settings.ts';

export const SUFFIX = 'dc=example,dc=com';
export const ADMIN = { dn: `cn=admin,${SUFFIX}`, password: 'service secret' };

/** Somebody of the directory: LDIF (RFC 2849). */
export function personLdif(uid: string, password: string, more: Readonly<Record<string, string>> = {}): string {
  const dn = `uid=${uid.replaceAll(/["#+,;<=>\\]/g, (character) => `\\${character}`)},ou=people,${SUFFIX}`;
  const lines = Object.entries({ sn: uid, cn: uid, uid, userPassword: password, ...more }).map(([name, value]) => base64(name, value));
  return [base64('dn', dn), 'objectClass: inetOrgPerson', ...lines, ''].join('\n');
}

const base64 = (name: string, value: string): string => `${name}:: ${Buffer.from(value, 'utf8').toString('base64')}`;

/** The suffix, `ou=people`, and these entries below it. */
export const treeLdif = (...entries: readonly string[]): string => [
  `dn: ${SUFFIX}\nobjectClass: dcObject\nobjectClass: organization\ndc: example\no: Example\n`,
  `dn: ou=people,${SUFFIX}\nobjectClass: organizationalUnit\nou: people\n`,
  ...entries,
].join('\n');

export function directorySettings(servers: readonly string[], changes: Partial<DirectorySettings> = {}): DirectorySettings {
  return {
    servers, security: 'none', ca: null, serverTimeoutMs: 800,
    lookup: { how: 'search', baseDn: `ou=people,${SUFFIX}`, filter: '(&(objectClass=inetOrgPerson)(uid={login}))', bindDn: ADMIN.dn, bindPassword: ADMIN.password },
    ...changes,
  };
}

/** A server on loopback that does with each connection what the test wants. */
export class BadServer implements AsyncDisposable {
  private readonly sockets = new Set<Socket>();
  connections = 0;

  private constructor(private readonly server: Server, readonly address: string) {}

  static async start(behave: (socket: Socket) => void): Promise<BadServer> {
    const server = createServer();
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    const bound = server.address();
    if (bound === null || typeof bound === 'string') throw new Error('The system gave no port.');
    const bad = new BadServer(server, `127.0.0.1:${bound.port}`);
    server.on('connection', (socket) => {
      bad.connections += 1;
      bad.sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => bad.sockets.delete(socket));
      behave(socket);
    });
    return bad;
  }

  /** Passes on what another server says, so much later. */
  static async slow(address: string, delayMs: number): Promise<BadServer> {
    const [host = '', port = ''] = address.split(':');
    return BadServer.start((socket) => {
      const target = connect({ host, port: Number(port) });
      target.on('error', () => socket.destroy()).on('close', () => socket.destroy());
      target.on('data', (chunk) => setTimeout(() => { if (!socket.destroyed) socket.write(chunk); }, delayMs).unref());
      socket.on('data', (chunk) => target.write(chunk)).on('close', () => target.destroy());
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => { this.server.close(resolve); });
  }
}
