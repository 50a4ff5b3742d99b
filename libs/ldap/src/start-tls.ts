import type { Socket } from 'node:net';
import { DirectoryFault } from './directory-fault.ts';

/** LDAPMessage 1: ExtendedRequest with the name 1.3.6.1.4.1.1466.20037 (RFC 4511, sections 4.12 and 4.14). */
const NAME = Buffer.from('1.3.6.1.4.1.1466.20037', 'ascii');
const REQUEST = Buffer.concat([Buffer.from([0x30, NAME.length + 7, 0x02, 0x01, 0x01, 0x77, NAME.length + 2, 0x80, NAME.length]), NAME]);
/** No honest answer is longer. */
const LONGEST_ANSWER = 4096;

/**
 * Asks for TLS on a plain connection; resolves when the server agreed and nothing else came. What an eavesdropper adds
 * behind the answer must not be taken for something that came under TLS, so the dialogue is spoken here and not by
 * the client that goes on afterwards.
 *
 * @throws DirectoryFault tls-failed, unreachable
 */
export async function askForTls(socket: Socket): Promise<void> {
  socket.write(REQUEST);
  const answer = await readMessage(socket);
  // messageID 1, [APPLICATION 24] with resultCode success (0).
  const body = content(answer);
  const agreed = body?.subarray(0, 3).equals(Buffer.from([0x02, 0x01, 0x01])) === true && body[3] === 0x78
    && content(body.subarray(3))?.subarray(0, 3).equals(Buffer.from([0x0a, 0x01, 0x00])) === true;
  if (!agreed) throw new DirectoryFault('tls-failed', 'the server does not offer StartTLS');
}

async function readMessage(socket: Socket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const settle = (error?: DirectoryFault): void => {
      socket.off('data', onData).off('close', onClose).pause();
      if (error) reject(error);
      else resolve(received);
    };
    const onClose = (): void => settle(new DirectoryFault('unreachable', 'the server closed the connection'));
    const onData = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk]);
      const wanted = lengthOf(received);
      if (wanted === undefined ? received.length > LONGEST_ANSWER : wanted > LONGEST_ANSWER || received.length > wanted) {
        settle(new DirectoryFault('tls-failed', 'the server said more than its answer to StartTLS'));
      } else if (received.length === wanted) {
        settle();
      }
    };
    socket.on('data', onData).on('close', onClose);
  });
}

/** Bytes of the whole element, its header included; undefined while the header is not complete (X.690, section 8.1.3). */
function lengthOf(bytes: Buffer): number | undefined {
  const header = headerOf(bytes);
  return header && header.start + header.length;
}

function content(bytes: Buffer): Buffer | undefined {
  const header = headerOf(bytes);
  return header && bytes.subarray(header.start, header.start + header.length);
}

function headerOf(bytes: Buffer): { start: number; length: number } | undefined {
  const [, first] = bytes;
  if (first === undefined) return undefined;
  if (first < 0x80) return { start: 2, length: first };
  const octets = first & 0x7f;
  if (octets === 0 || octets > 4) return { start: 2, length: Number.MAX_SAFE_INTEGER };
  return bytes.length < 2 + octets ? undefined : { start: 2 + octets, length: bytes.readUIntBE(2, octets) };
}
