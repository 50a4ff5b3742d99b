import { randomBytes, randomInt } from 'node:crypto';
import {
  type AttributeInput, AttributeType, chapPassword, type DescribedAttribute, describeAttributes, encodeRequest, findValue, hideUserPassword,
  PacketCode, packetCodeName, replyMessage, type SharedSecret,
} from '@countersign/radius';
import { CommandError, usageError } from '../errors/command-error.ts';
import { ExitCode } from '../errors/exit-codes.ts';
import type { LineSource } from '../input/line-source.ts';
import type { Text } from '../output/language.ts';
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
 * @throws CommandError 'no-answer', the reason why no answer verifies, or what does not fit a packet
 */
export async function signIn(options: SignIn, answers: LineSource, onStep: (step: SignInStep) => Promise<void>): Promise<SignInResult> {
  const steps: SignInStep[] = [];
  let question: Text = ['Password:', '密码：'];
  let state: Buffer | undefined;
  while (steps.length <= CHALLENGES_MAXIMUM) {
    const typed = Buffer.from(await answers.next(question), 'utf8');
    const packet = await ask(options, typed, state);
    const step = { reply: packetCodeName(packet.code), message: replyMessage(packet), attributes: describeAttributes(packet) };
    steps.push(step);
    await onStep(step);
    if (packet.code !== PacketCode.accessChallenge) return { accepted: packet.code === PacketCode.accessAccept, steps };
    state = findValue(packet, AttributeType.state);
    question = step.message === '' ? ['Answer:', '应答：'] : step.message;
  }
  throw new CommandError({
    exitCode: ExitCode.refused, code: 'too-many-challenges',
    detail: [`The server sent more than ${CHALLENGES_MAXIMUM} challenges`, `服务器的质询超过 ${CHALLENGES_MAXIMUM} 次`],
  });
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
  if (!datagram.ok) throw usageError(datagram.reason, [`The request cannot be written (${datagram.reason})`, `无法生成请求（${datagram.reason}）`]);

  const result = await exchange(datagram.value, options.secret, options.server, options.patience);
  if (result.kind === 'reply') return result.packet;
  const { address, port } = options.server;
  const where = `${address.includes(':') ? `[${address}]` : address}:${port}`;
  throw result.kind === 'no-answer' ? noAnswer(where) : notVerified(where, result.reason);
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
  if (!hidden.ok) throw usageError(hidden.reason, ['The password is longer than 128 bytes', '密码超过 128 字节']);
  return [{ type: AttributeType.userPassword, value: hidden.value }];
}

const noAnswer = (where: string): CommandError => new CommandError({
  exitCode: ExitCode.noAnswer, code: 'no-answer', detail: [`No answer from ${where}`, `${where} 没有应答`],
  remedy: [
    'Is this computer an agent host there, with this secret? "countersign radius drops" names the reason.',
    '请检查本机是否为该服务器的代理主机、共享密钥是否一致；“countersign radius drops”会给出原因。',
  ],
});

const notVerified = (where: string, reason: string): CommandError => new CommandError({
  exitCode: ExitCode.notVerified, code: reason, detail: [`The answer of ${where} does not verify (${reason})`, `${where} 的应答未通过校验（${reason}）`],
  remedy: ['Is the secret the one that the agent host has there?', '请检查共享密钥是否与该代理主机的一致。'],
});
