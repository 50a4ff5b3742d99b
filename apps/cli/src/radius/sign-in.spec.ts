import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AttributeType, decodePacket, encodeReply, findValue, type Packet, PacketCode, readChap, type ReplyInput, revealUserPassword, SharedSecret, unwrap,
  verifyChap, verifyRequest,
} from '@countersign/radius';
import { cli } from '../spec-support.ts';

const secretText = 'a-shared-secret-of-tests';
const secret = unwrap(SharedSecret.from(Buffer.from(secretText)));
let socket: Socket;
let datagrams: Buffer[];
let answer: (packet: Packet, copies: number) => { reply: ReplyInput; secret?: SharedSecret } | undefined;

beforeEach(async () => {
  datagrams = [];
  socket = createSocket('udp4');
  socket.on('message', (datagram, from) => {
    datagrams.push(datagram);
    const packet = unwrap(decodePacket(datagram));
    unwrap(verifyRequest(packet, secret, { requireMessageAuthenticator: true, limitProxyState: true }));
    const decided = answer(packet, datagrams.length);
    if (decided) socket.send(unwrap(encodeReply(packet, decided.reply, decided.secret ?? secret)), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
});
afterEach(() => { socket.close(); });

const test = (lines: readonly string[], ...options: string[]) =>
  cli(['radius', 'test', 'zhang', '--host', `127.0.0.1:${socket.address().port}`, ...options], { stdin: lines });

const password = (packet: Packet) => String(unwrap(revealUserPassword(findValue(packet, AttributeType.userPassword) ?? Buffer.alloc(0), secret, packet.authenticator)));
const reply = (code: PacketCode, message: string, state?: string): ReplyInput => ({
  code,
  attributes: [
    { type: AttributeType.replyMessage, value: Buffer.from(message) },
    ...(state === undefined ? [] : [{ type: AttributeType.state, value: Buffer.from(state) }]),
  ],
});

describe('radius test', () => {
  it('answers a challenge with its State and exits 0 on Access-Accept', async () => {
    answer = (packet) => {
      const state = findValue(packet, AttributeType.state)?.toString();
      if (state === undefined && password(packet) === '1234567890') return { reply: reply(PacketCode.accessChallenge, 'Next code', 's1') };
      return { reply: reply(state === 's1' && password(packet) === '222222' ? PacketCode.accessAccept : PacketCode.accessReject, 'Done') };
    };
    const { exitCode, stdout } = await test([secretText, '1234567890', '222222'], '--json');
    expect(exitCode).toBe(0);
    const result = JSON.parse(stdout) as { accepted: boolean; steps: { reply: string; message: string }[] };
    expect(result.accepted).toBe(true);
    expect(result.steps.map((step) => [step.reply, step.message])).toEqual([['Access-Challenge', 'Next code'], ['Access-Accept', 'Done']]);
    expect(stdout).not.toContain(secretText);
    expect(stdout).not.toContain('1234567890');
  });

  it('exits 1 on Access-Reject and puts Message-Authenticator first', async () => {
    answer = () => ({ reply: reply(PacketCode.accessReject, 'No') });
    const { exitCode, stdout } = await test([secretText, 'wrong']);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('Access-Reject');
    expect(datagrams[0]?.[20]).toBe(AttributeType.messageAuthenticator);
  });

  it('proves the password with CHAP', async () => {
    answer = (packet) => {
      const chap = unwrap(readChap(packet));
      return { reply: reply(chap && verifyChap(chap, Buffer.from('111111')) ? PacketCode.accessAccept : PacketCode.accessReject, '') };
    };
    expect((await test([secretText, '111111'], '--chap')).exitCode).toBe(0);
    expect((await test([secretText, '111112'], '--chap')).exitCode).toBe(1);
  });

  it('repeats the very same datagram when no answer comes', async () => {
    answer = (_packet, copies) => (copies < 3 ? undefined : { reply: reply(PacketCode.accessAccept, '') });
    expect((await test([secretText, 'x'], '--timeout', '500')).exitCode).toBe(0);
    expect(datagrams).toHaveLength(3);
    expect(new Set(datagrams.map((datagram) => datagram.toString('hex'))).size).toBe(1);
  });

  it('exits 7 without an answer', async () => {
    answer = () => undefined;
    const { exitCode, stderr } = await test([secretText, 'top-secret-word'], '--attempts', '2', '--timeout', '80');
    expect(exitCode).toBe(7);
    expect(stderr).toContain('[no-answer]');
    expect(stderr).not.toContain('top-secret-word');
  });

  it('exits 8 when the answer was made with another secret', async () => {
    const other = unwrap(SharedSecret.from(Buffer.from('another')));
    answer = () => ({ reply: reply(PacketCode.accessAccept, ''), secret: other });
    const { exitCode, stderr } = await test([secretText, 'x'], '--attempts', '1', '--timeout', '1000');
    expect(exitCode).toBe(8);
    expect(stderr).toContain('[response-authenticator-wrong]');
  });

  it.each([
    [['radius', 'test']], [['radius', 'test', 'zhang', '--host', '127.0.0.1:0']], [['radius', 'test', 'zhang', '--attempts', '0']],
    [['radius', 'test', 'zhang', '--secret', 'x']], [['no-such-command']],
  ])('exits 2 for %j', async (args) => {
    expect((await cli(args)).exitCode).toBe(2);
  });

  it('exits 2 when input ends before the password', async () => {
    const { exitCode, stderr } = await test([secretText]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('[input-ended]');
  });

  it('asks the terminal, without showing what is typed, where standard input held the secret alone', async () => {
    answer = (packet) => {
      const state = findValue(packet, AttributeType.state)?.toString();
      if (state === undefined) return { reply: reply(PacketCode.accessChallenge, 'Enter Next Code', 's1') };
      return { reply: reply(password(packet) === '222222' ? PacketCode.accessAccept : PacketCode.accessReject, '') };
    };
    const terminal: PassThrough & { isTTY?: boolean } = new PassThrough();
    terminal.isTTY = true;
    const running = cli(['radius', 'test', 'zhang', '--host', `127.0.0.1:${socket.address().port}`, '--secret-stdin'], { stdin: [secretText], openTerminal: () => terminal });
    terminal.write('1111\r222222\r');
    const { exitCode, stdout, stderr } = await running;
    expect(exitCode).toBe(0);
    expect(stderr).toBe('Password: \nEnter Next Code \n');
    expect(stdout).toContain('Access-Accept');
    expect(stdout + stderr).not.toContain('1111');
  });

  it('prints what a reply says without letting it steer the terminal', async () => {
    answer = () => ({ reply: reply(PacketCode.accessReject, '\u001B[2Jbye\u009B') });
    const text = await test([secretText, 'x']);
    const json = await test([secretText, 'x'], '--json');
    for (const steering of ['\u001B', '\u009B']) expect(text.stdout + json.stdout).not.toContain(steering);
    expect(text.stdout).toContain('bye');
  });
});
