/** The lines that the first start prints are pasted into a shell, as a newcomer would. */
import { execFile } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { codeAt, counterAt, defineOtp, isTimeDefinition, prepareKey } from '@countersign/otp';
import { unwrap } from '@countersign/radius';
import { disposeAfterEach } from '@countersign/testing';
import { StandaloneProcess } from '../harness/standalone-process.ts';

const keep = disposeAfterEach();
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

async function shell(script: string, input: string): Promise<{ status: unknown; output: string }> {
  return new Promise((resolve) => {
    const child = execFile('sh', ['-e', '-c', script], { encoding: 'utf8' }, (error, stdout, stderr) => resolve({ status: error?.code ?? 0, output: stdout + stderr }));
    child.stdin?.end(input);
  });
}

/** The lines between "paste this" and the next line that is not indented. */
function pastedLines(output: string): string[] {
  const lines = output.split('\n');
  const start = lines.findIndex((line) => line.includes('paste this'));
  const rest = lines.slice(start + 2);
  return rest.slice(0, rest.findIndex((line) => !line.startsWith('  '))).map((line) => line.trim());
}

function currentCode(otpauth: string): string {
  const secret = new URL(otpauth).searchParams.get('secret') ?? '';
  const bits = secret.split('').map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const seed = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const definition = unwrap(defineOtp({ kind: 'totp', hash: 'sha1', digits: 6, period: 30 }));
  return codeAt(definition, unwrap(prepareKey(definition, seed)), isTimeDefinition(definition) ? counterAt(definition, Date.now() / 1000) : 0);
}

test('they end in an accepted sign-in with a new PIN', async () => {
  const server = keep(await StandaloneProcess.start());
  const lines = pastedLines(server.process.output);
  const last = lines.pop() ?? '';
  const secret = /The last command asks for the secret \((\S+)\)/.exec(server.process.output)?.[1] ?? '';
  const prepared = await shell(lines.join('\n'), '');
  expect(prepared).toMatchObject({ status: 0 });
  const otpauth = /otpauth:\/\/\S+/.exec(prepared.output)?.[0] ?? '';
  const surroundings = lines.filter((line) => /^(?:cd|export) /.test(line));
  const signedIn = await shell([...surroundings, last].join('\n'), `${secret}\n${currentCode(otpauth)}\n2468\n`);
  expect(signedIn.output).toContain('PASSCODE Accept');
  expect(signedIn.status).toBe(0);
});
