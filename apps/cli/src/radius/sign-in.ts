import { randomBytes, randomInt } from 'node:crypto';
import {
  type AttributeInput, AttributeType, chapPassword, type DescribedAttribute, describeAttributes, encodeRequest, findValue, hideUserPassword,
  PacketCode, packetCodeName, replyMessage, type SharedSecret,
} from '@countersign/radius';
import { CommandError, ExitCode } from '../exit-codes.ts';
import type { LineSource } from '../line-source.ts';
import { exchange, type Patience, type Server } from './exchange.ts';

/** More challenges than any sign-in has: a server that never decides must not hold the client for ever. */
export const CHALLENGES_MAXIMUM = 10;

export interface SignIn {
  readonly login: string;
  readonly secret: SharedSecret;
  readonly server: Server;
  readonly patience: Patience;
  /** CHAP for the first packet (RFC 2865 section 5.3); answers to challenges are always User-Password. */
  readonly chap: boolean;
}

/** One reply of the server. */
export interface SignInStep {
  readonly reply: string;
  readonly message: string;
  readonly attributes: readonly DescribedAttribute[];
}

export interface SignInResult {
  readonly accepted: boolean;
  readonly steps: readonly SignInStep[];
}

/**
 * Signs in as a NAS would: password first, then an answer to each challenge, with the State that came with it.
 * @param onStep is told of each reply as it comes, so that a person reads a challenge before answering it
 * @throws CommandError exit code 3 without an answer, 4 when no answer verifies, 2 for what does not fit a packet
 */
export async function signIn(options: SignIn, answers: LineSource, onStep: (step: SignInStep) => void): Promise<SignInResult> {
  const steps: SignInStep[] = [];
  let question = 'Password:';
  let state: Buffer | undefined;
  while (steps.length <= CHALLENGES_MAXIMUM) {
    const typed = Buffer.from(await answers.next(question), 'utf8');
    const packet = await ask(options, typed, state);
    const step = { reply: packetCodeName(packet.code), message: replyMessage(packet), attributes: describeAttributes(packet) };
    steps.push(step);
    onStep(step);
    if (packet.code !== PacketCode.accessChallenge) return { accepted: packet.code === PacketCode.accessAccept, steps };
    state = findValue(packet, AttributeType.state);
    question = 'Answer:';
  }
  throw new CommandError(ExitCode.refused, 'too-many-challenges', `The server sent more than ${CHALLENGES_MAXIMUM} challenges`);
}

async function ask(options: SignIn, typed: Buffer, state: Buffer | undefined) {
  const authenticator = randomBytes(16);
  const attributes: AttributeInput[] = [
    { type: AttributeType.userName, value: Buffer.from(options.login, 'utf8') },
    ...credentials(options, typed, authenticator, state),
    { type: AttributeType.nasIdentifier, value: Buffer.from('countersign-cli') },
  ];
  if (state !== undefined) attributes.push({ type: AttributeType.state, value: state });
  const datagram = encodeRequest({
    code: PacketCode.accessRequest, identifier: randomInt(256), authenticator, attributes, secret: options.secret, messageAuthenticator: 'first',
  });
  if (!datagram.ok) throw new CommandError(ExitCode.usage, datagram.reason, `The request cannot be written: ${datagram.reason}`);

  const result = await exchange(datagram.value, options.secret, options.server, options.patience);
  const where = `${options.server.address}:${options.server.port}`;
  if (result.kind === 'no-answer') {
    throw new CommandError(ExitCode.noAnswer, 'no-answer', `No answer from ${where}. Is this address an agent host there, with this secret? See: countersign radius drops`);
  }
  if (result.kind === 'not-verified') {
    throw new CommandError(ExitCode.notVerified, result.reason, `The answer of ${where} does not verify (${result.reason}): is the secret right?`);
  }
  return result.packet;
}

function credentials(options: SignIn, typed: Buffer, authenticator: Buffer, state: Buffer | undefined): AttributeInput[] {
  if (options.chap && state === undefined) {
    const challenge = randomBytes(16);
    return [
      { type: AttributeType.chapPassword, value: chapPassword(randomInt(256), typed, challenge) },
      { type: AttributeType.chapChallenge, value: challenge },
    ];
  }
  const hidden = hideUserPassword(typed, options.secret, authenticator);
  if (!hidden.ok) throw new CommandError(ExitCode.usage, hidden.reason, 'The password is longer than 128 bytes');
  return [{ type: AttributeType.userPassword, value: hidden.value }];
}
