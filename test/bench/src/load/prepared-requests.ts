import { readFileSync } from 'node:fs';
import { randomFillSync } from 'node:crypto';
import { codeAt, defineOtp, prepareKey } from '@countersign/otp';
import { AttributeType, PacketCode, SharedSecret, chapPassword, encodeRequest, hideUserPassword } from '@countersign/radius';
import { REPLAY_DISTANCE, type PeopleFile, type Traffic } from './job.ts';
import { must } from './must.ts';
import { SLOTS, identifierOf } from './slots.ts';

export const SEED_BYTES = 20;
const AUTHENTICATOR_BYTES = 16;
/** A replayed code that a later step has as well, which happens ten times in a million: it may rightly be accepted, or asked the next one for. */
export const ANY_REPLY = 0;
/** How far ahead of its time a code is looked for, and a step that begins meanwhile. */
const STEPS_AHEAD = 11;

const totp = must(defineOtp({ kind: 'totp', hash: 'sha1', digits: 6, period: 30, t0: 0 }));
const hotp = must(defineOtp({ kind: 'hotp', hash: 'sha1', digits: 6 }));

/**
 * Requests made before the clock runs: codes, hidden passwords and Message-Authenticators cost several times what
 * sending does. Request number n has its place (socket and identifier) fixed by n, because both are signed.
 */
export interface PreparedRequests {
  readonly datagrams: readonly Buffer[];
  /** The code of the reply that is right; {@link ANY_REPLY} where it cannot be known. */
  readonly expected: Uint8Array;
  readonly secret: SharedSecret;
}

export function prepareRequests(traffic: Traffic): PreparedRequests {
  const seeds = readFileSync(traffic.people.seedsFile);
  const secret = must(SharedSecret.from(Buffer.from(traffic.secret)));
  const authenticators = randomFillSync(Buffer.allocUnsafe(traffic.count * AUTHENTICATOR_BYTES));
  const expected = new Uint8Array(traffic.count);
  const datagrams = Array.from({ length: traffic.count }, (_, number) => {
    const { use, again } = useOf(number, traffic.replays);
    const person = (traffic.first + use) % traffic.people.count;
    expected[number] = !again ? PacketCode.accessAccept : comesAgain(traffic.credential, seeds, person) ? ANY_REPLY : PacketCode.accessReject;
    return accessRequest({
      secret, identifier: identifierOf(number % SLOTS), protocol: traffic.protocol,
      authenticator: authenticators.subarray(number * AUTHENTICATOR_BYTES, (number + 1) * AUTHENTICATOR_BYTES),
      login: loginOf(traffic.people, person),
      password: passwordOf(traffic.credential, seeds, person, Math.floor((traffic.first + use) / traffic.people.count)),
    });
  });
  return { datagrams, expected, secret };
}

export const loginOf = (people: PeopleFile, person: number): string => `${people.prefix}${person}`;

/** With replays, odd requests say again what a request said that was sent well before. */
function useOf(number: number, replays: boolean): { use: number; again: boolean } {
  if (!replays || number < REPLAY_DISTANCE) return { use: number, again: false };
  const pair = Math.floor((number - REPLAY_DISTANCE) / 2);
  return (number - REPLAY_DISTANCE) % 2 === 0 ? { use: REPLAY_DISTANCE + pair, again: false } : { use: pair, again: true };
}

function passwordOf(credential: Traffic['credential'], seeds: Buffer, person: number, round: number): string {
  switch (credential.kind) {
    case 'password':
      return credential.password;
    case 'totp':
      return totpCode(seeds, person, credential.step);
    case 'hotp':
      return codeAt(hotp, must(prepareKey(hotp, seedOf(seeds, person))), credential.counter + round);
  }
}

function comesAgain(credential: Traffic['credential'], seeds: Buffer, person: number): boolean {
  if (credential.kind !== 'totp') return false;
  const code = totpCode(seeds, person, credential.step);
  return Array.from({ length: STEPS_AHEAD }, (_, ahead) => totpCode(seeds, person, credential.step + 1 + ahead)).includes(code);
}

export function totpCode(seeds: Buffer, person: number, step: number): string {
  return codeAt(totp, must(prepareKey(totp, seedOf(seeds, person))), step);
}

const seedOf = (seeds: Buffer, person: number): Buffer => seeds.subarray(person * SEED_BYTES, (person + 1) * SEED_BYTES);

interface RequestParts {
  readonly secret: SharedSecret;
  readonly identifier: number;
  readonly authenticator: Buffer;
  readonly protocol: 'pap' | 'chap';
  readonly login: string;
  readonly password: string;
  readonly state?: Buffer;
}

/** An Access-Request as a careful NAS sends it: Message-Authenticator first. */
export function accessRequest({ secret, identifier, authenticator, protocol, login, password, state }: RequestParts): Buffer {
  const bytes = Buffer.from(password);
  return must(encodeRequest({
    code: PacketCode.accessRequest, identifier, authenticator, secret, messageAuthenticator: 'first',
    attributes: [
      { type: AttributeType.userName, value: Buffer.from(login) },
      protocol === 'chap'
        ? { type: AttributeType.chapPassword, value: chapPassword(identifier, bytes, authenticator) }
        : { type: AttributeType.userPassword, value: must(hideUserPassword(bytes, secret, authenticator)) },
      ...state === undefined ? [] : [{ type: AttributeType.state, value: state }],
    ],
  }));
}
