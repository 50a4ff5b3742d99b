import { connect } from 'node:net';
import { LOOPBACK } from './free-port.ts';

const PATIENCE_MS = 1_000;

/**
 * Connects to a local port, says something and returns the first bytes of the answer as text; an empty
 * string when nobody listens or nothing comes. For readiness checks only.
 */
export async function askPort(port: number, question: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: LOOPBACK, port });
    const finish = (answer: string): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(PATIENCE_MS, () => { finish(''); });
    socket.once('error', () => { finish(''); });
    socket.once('close', () => { finish(''); });
    socket.once('data', (bytes) => { finish(bytes.toString('latin1')); });
    if (question !== '') socket.write(question);
  });
}
