import { codeAt, counterAt, defineOtp, isTimeDefinition, prepareKey } from '@countersign/otp';
import { decodeBase32 } from '@countersign/token-files';
import { type Places, commandLineSurroundings, hostOption, quoted } from '../announcement.ts';
import type { Demo } from './prepare-demo.ts';

/** Who reads the lines: a terminal gets a QR code in black on white, whatever its colours are. */
export interface Reader {
  readonly isTerminal: boolean;
  /** Unix milliseconds. */
  readonly now: number;
}

/** The demonstration's facts, its token as QR code, and a sign-in to be pasted into another terminal. */
export async function demoLines(demo: Demo, places: Places, { isTerminal, now }: Reader): Promise<string[]> {
  const { default: QRCode } = await import('qrcode'); // a server without demonstration does not load it
  const qr = await QRCode.toString(demo.otpauth, isTerminal ? { type: 'terminal', small: true } : { type: 'utf8' });
  const { code, secondsLeft } = currentCode(demo.otpauth, now);
  return [
    `Demonstration: user ${demo.login} with token ${demo.serial}, agent host ${demo.agentHost} for ${demo.addresses.join(', ')}`,
    `  RADIUS secret  ${demo.secret}   (in ${demo.secretFile})`,
    `  otpauth URI    ${demo.otpauth}`,
    ...qr.trimEnd().split('\n').map((line) => `  ${line}`),
    `  Current code   ${code}   (for ${secondsLeft} s; good for one sign-in; scan the QR code for the next ones)`,
    '',
    'First sign-in – paste this into another terminal; it asks for the code:',
    '',
    ...commandLineSurroundings(places).map((line) => `  ${line}`),
    `  npx countersign radius test ${demo.login}${hostOption(places.radius)} --secret-file ${quoted(demo.secretFile)}`,
  ];
}

/** What an authenticator app shows for the URI at this moment. */
export function currentCode(otpauth: string, now: number): { code: string; secondsLeft: number } {
  const parameters = new URL(otpauth).searchParams;
  const seed = decodeBase32(parameters.get('secret') ?? '');
  const definition = defineOtp({ kind: 'totp', hash: 'sha1', digits: Number(parameters.get('digits')), period: Number(parameters.get('period')) });
  if (!seed || !definition.ok || !isTimeDefinition(definition.value)) throw new Error('the demonstration’s token is no TOTP token');
  const key = prepareKey(definition.value, seed);
  if (!key.ok) throw new Error(`the demonstration’s seed cannot be used: ${key.reason}`);
  const seconds = now / 1000;
  const { period } = definition.value;
  return {
    code: codeAt(definition.value, key.value, counterAt(definition.value, seconds)),
    secondsLeft: Math.ceil(period - seconds % period),
  };
}
