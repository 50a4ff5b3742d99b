import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import path from 'node:path';
import { type Server as TlsServer, createServer as createTlsServer } from 'node:tls';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type Actor, auditEntrySchema, changeForwardingContract, type ForwardingSettings, readForwardingContract } from '@countersign/contracts';
import { eventually, privatePostgres } from '@countersign/testing';
import { auditUnderTest, signIn } from './fixtures/audit-under-test.ts';

const under = auditUnderTest(privatePostgres);
const forwardTiming = { settleMs: 150, lookMs: 30, retryMs: 50, retryAtMostMs: 100 };
const actor: Actor = { kind: 'administrator', id: null, label: 'admin', address: '192.0.2.9' };
const read = () => under.audit.ask(readForwardingContract, {});
const change = (settings: ForwardingSettings | null, more: { begin?: 'go-on' | 'everything' | 'next'; version?: number } = {}) =>
  under.audit.ask(changeForwardingContract, { settings, begin: 'go-on', actor, ...more });

/** A syslog receiver with octet counting: it takes the stream apart as RFC 6587 says. */
class Receiver {
  readonly messages: string[] = [];
  connections = 0;
  private readonly sockets = new Set<Socket>();
  private server: Server | TlsServer | undefined;

  constructor(private readonly tls?: { key: string; cert: string }) {}

  async listen(port = 0): Promise<number> {
    const take = (socket: Socket): void => {
      this.connections += 1;
      this.sockets.add(socket);
      let rest = Buffer.alloc(0);
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        rest = Buffer.concat([rest, data]);
        for (;;) {
          const [all = '', digits] = /^([1-9]\d{0,6}) /.exec(rest.subarray(0, 8).toString('latin1')) ?? [];
          const end = all.length + Number(digits);
          if (digits === undefined || rest.length < end) return;
          this.messages.push(rest.subarray(all.length, end).toString('utf8'));
          rest = rest.subarray(end);
        }
      });
    };
    this.server = this.tls ? createTlsServer(this.tls, take) : createServer(take);
    this.server.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => { this.server?.listen(port, '127.0.0.1', resolve); });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on TCP
    return (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    const { server } = this;
    if (server) await new Promise<void>((resolve) => { server.close(() => resolve()); });
  }

  get sequences(): number[] {
    return this.messages.map((message) => Number(/ sequence="(\d+)"/.exec(message)?.[1]));
  }
}

let receiver: Receiver;
const receiving = async (tls?: { key: string; cert: string }): Promise<ForwardingSettings> => {
  receiver = new Receiver(tls);
  return { host: '127.0.0.1', port: await receiver.listen(), transport: tls ? 'tls' : 'tcp', authority: tls?.cert ?? null, facility: 13 };
};
const users = (count: number) => Array.from({ length: count }, (_, index) => signIn(`user-${index}`));
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

afterEach(async () => receiver.stop());

test('the whole trail arrives in its order, as messages of RFC 5424', async () => {
  await under.audit.restart({ forwardTiming });
  await under.audit.publish(signIn('a"b]c\\d', { result: 'wrong-tokencode', object: { type: 'token', id: null, label: 'SN1' } }), ...users(999));
  const settings = await receiving();
  await change(settings);
  await eventually(() => expect(receiver.sequences).toEqual(numbers(1, 1001))); // the change is on record, too
  const [first = '', ...others] = receiver.messages;
  // <13 * 8 + 5: notice>, version 1
  expect(first).toMatch(/^<109>1 2026-01-01T00:00:00\.\d{3}Z \S+ countersign auth sign-in \[countersign@32473 sequence="1" result="wrong-tokencode" number="61" user="a\\"b\\\]c\\\\d" host="192\.0\.2\.1" object="SN1"\] \{/);
  expect(auditEntrySchema.parse(JSON.parse(first.slice(first.indexOf('] {') + 2)))).toMatchObject({ sequence: 1 });
  expect(others.every((message) => message.startsWith('<110>1 '))).toBe(true);
  expect((await under.audit.list({ kind: 'administration' })).entries).toMatchObject([{ event: {
    result: 'changed', host: '192.0.2.9', detail: { action: 'audit.forwarding', actor: 'administrator:admin', 'before.receiver': null, 'after.receiver': `tcp 127.0.0.1:${settings.port}` },
  } }]);
  await eventually(async () => expect(await read()).toMatchObject({ forwarded: 1001, waiting: 0 }));
});

test('nothing is lost while the receiver is away, and little comes twice', async () => {
  await under.audit.restart({ forwardTiming });
  const settings = await receiving();
  await change(settings, { begin: 'next' });
  await under.audit.publish(...users(50));
  for (let outage = 1; outage <= 3; outage += 1) {
    await eventually(async () => expect((await read()).forwarded).toBe(50 * outage + 1));
    await receiver.stop();
    await under.audit.publish(...users(50));
    await receiver.listen(settings.port);
  }
  await eventually(async () => expect((await read()).forwarded).toBe(201));
  const [first = 0] = receiver.sequences;
  expect(first).toBeLessThanOrEqual(2);
  expect([...new Set(receiver.sequences)]).toEqual(numbers(first, 201));
  expect(receiver.sequences.length).toBeLessThanOrEqual(201 + 3 * 50);
});

test('it goes on where it was after a restart', async () => {
  await under.audit.restart({ forwardTiming });
  await change(await receiving());
  await under.audit.publish(...users(20));
  await eventually(async () => expect(await read()).toMatchObject({ forwarded: 21, waiting: 0 }));
  await under.audit.restart({ forwardTiming });
  await under.audit.publish(...users(5));
  await eventually(async () => expect((await read()).forwarded).toBe(26));
  expect(receiver.sequences).toEqual(numbers(1, 26));
});

test('of two replicas one forwards', async () => {
  await under.audit.restart({ forwardTiming });
  await change(await receiving());
  const second = await under.audit.startSecond({ forwardTiming });
  await under.audit.publish(...users(200));
  await eventually(async () => expect((await read()).forwarded).toBe(201));
  expect([receiver.connections, receiver.sequences]).toEqual([1, numbers(1, 201)]);
  await under.audit.stop();
  await under.audit.admin.query(`UPDATE audit.forwarding SET forwarded = 190, version = version + 1`);
  await eventually(() => expect(receiver.sequences).toEqual([...numbers(1, 201), ...numbers(191, 201)]));
  await second.stop();
});

test('new settings are tried soon, however long the old receiver would be left alone', async () => {
  await under.audit.restart({ forwardTiming: { ...forwardTiming, retryMs: 3_600_000, retryAtMostMs: 3_600_000 } });
  const settings = await receiving();
  await change({ ...settings, port: 1 });
  await eventually(() => expect(under.audit.errors.map(String)).toEqual([expect.stringContaining('the syslog receiver 127.0.0.1:1 (tcp) cannot be used: ')]));
  await eventually(async () => expect((await read()).failure).toEqual({ at: expect.any(String), reason: expect.stringMatching(/^cannot be used: .*ECONNREFUSED/) }));
  expect(await change(settings)).toMatchObject({ failure: null });
  await eventually(() => expect(receiver.sequences).toEqual(numbers(1, 2)));
});

test('why nothing arrives is told until something does', async () => {
  await under.audit.restart({ forwardTiming });
  const settings = await receiving();
  await receiver.stop();
  await change(settings);
  await eventually(async () => expect(await read()).toMatchObject({ waiting: 1, failure: { reason: expect.stringContaining('ECONNREFUSED') } }));
  await receiver.listen(settings.port);
  await eventually(async () => expect(await read()).toMatchObject({ waiting: 0, failure: null }));
});

test('a change of the settings takes effect at once; no receiver, nothing is sent', async () => {
  await under.audit.restart({ forwardTiming });
  const { version } = await change(await receiving());
  await expect(change(null, { version: version - 1 })).rejects.toMatchObject({ resultCode: 'conflict' });
  await under.audit.publish(...users(3));
  await eventually(() => expect(receiver.sequences).toEqual(numbers(1, 4)));
  expect(await change(null, { version })).toMatchObject({ settings: null, waiting: 0 });
  await new Promise((resolve) => setTimeout(resolve, 300));
  await under.audit.publish(...users(3));
  await new Promise((resolve) => setTimeout(resolve, 300));
  // The record of the end itself may still have gone.
  expect(receiver.sequences.filter((sequence) => sequence > 5)).toEqual([]);
});

describe('over TLS', () => {
  const certificate = (name: string): { key: string; cert: string } => {
    const [key, cert] = [path.join(under.audit.folder, `${name}.key`), path.join(under.audit.folder, `${name}.pem`)];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', cert, '-days', '2',
      '-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'], { stdio: 'ignore' });
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  };

  test('the trail arrives where the certificate is the expected one', async () => {
    await under.audit.restart({ forwardTiming });
    await change(await receiving(certificate('receiver')));
    await under.audit.publish(...users(300));
    await eventually(() => expect(receiver.sequences).toEqual(numbers(1, 301)));
  });

  test('nothing is sent to one with another certificate, and that is told', async () => {
    await under.audit.restart({ forwardTiming });
    const settings = await receiving(certificate('thief'));
    await change({ ...settings, authority: certificate('receiver').cert });
    await under.audit.publish(...users(3));
    await eventually(() => expect(under.audit.errors.length).toBeGreaterThan(1));
    expect(String(under.audit.errors[0])).toBe(`ReceiverError: the trail is not forwarded: the syslog receiver 127.0.0.1:${settings.port} (tls) cannot be used: self-signed certificate; an authority that signed it can be given with the settings`);
    expect(receiver.messages).toEqual([]);
    expect(await read()).toMatchObject({ forwarded: 0, waiting: 4 });
  });
});
