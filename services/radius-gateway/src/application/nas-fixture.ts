/** A device and what it sends, for the tests of the pipeline; nothing here is used at run time. */
import { createHmac, randomBytes } from 'node:crypto';
import type { Answer } from '@countersign/contracts';
import {
  AttributeType, type Packet, PacketCode, SharedSecret, chapPassword, decodePacket, encodeRequest, hideUserPassword, verifyReply,
} from '@countersign/radius';
import { HostTable } from '../domain/index.ts';
import { type GatewayLimits, defaultLimits } from './gateway-limits.ts';
import type { AccountingRecord, KnownHost, SignInQuestion } from './ports.ts';
import { type Port, RadiusServer } from './radius-server.ts';

export const sharedSecret = must(SharedSecret.from(Buffer.from('testing123')));
export const NAS = { address: '192.0.2.1', port: 40_000 };

/** A device in front of the pipeline; what auth answers is put into its hands. */
export class Nas {
  now = 0;
  ready = true;
  answer: Answer | Error = { outcome: 'accept', message: 'PASSCODE Accept' };
  readonly asked: SignInQuestion[] = [];
  readonly drops: string[] = [];
  readonly sighted: string[] = [];
  readonly droppedHosts: (string | undefined)[] = [];
  readonly remaining: number[] = [];
  /** What happens while auth thinks. */
  whileAsked: (() => void | Promise<void>) | undefined;
  readonly accounted: AccountingRecord[] = [];
  /** Whether auth has room for what is accounted. */
  hasRoom = true;
  readonly sent: Buffer[] = [];
  readonly hosts = new HostTable<KnownHost>();
  readonly failures: unknown[] = [];
  readonly server: RadiusServer;

  constructor(changes: Partial<KnownHost> = {}, limits: Partial<GatewayLimits> = {}) {
    this.server = new RadiusServer({
      hosts: this.hosts,
      limits: { ...defaultLimits, ...limits },
      now: () => this.now,
      requestKeyOf: (hostId, material) => createHmac('md5', hostId).update(material).digest('hex'),
      events: {
        dropped: (_source, reason, host) => {
          this.drops.push(reason);
          this.droppedHosts.push(host?.name);
        },
        sighted: (host, isProtected) => { this.sighted.push(`${host.name} ${isProtected ? 'with' : 'without'}`); },
        replied: () => undefined, repeated: () => undefined, failed: (error) => { this.failures.push(error); },
        received: () => undefined, verified: () => undefined, held: () => undefined,
      },
      auth: {
        authenticate: async (question, remainingMs) => {
          this.asked.push(question);
          this.remaining.push(remainingMs);
          await this.whileAsked?.();
          if (this.answer instanceof Error) throw this.answer;
          return this.answer;
        },
        account: async (record) => {
          await this.whileAsked?.();
          if (this.answer instanceof Error) throw this.answer;
          this.accounted.push(record);
          return this.hasRoom;
        },
        isReady: () => this.ready,
      },
    });
    this.hosts.set({
      id: 'host-1', name: 'vpn', addresses: ['192.0.2.0/24'], secret: sharedSecret, secretVersion: 1,
      requireMessageAuthenticator: true, limitProxyState: true, ...changes,
    });
  }

  async send(datagram: Buffer, sender = NAS, port: Port = 'authentication'): Promise<Buffer[]> {
    const before = this.sent.length;
    await this.server.receive(datagram, sender, port, (reply) => this.sent.push(reply));
    return this.sent.slice(before);
  }
}

export function must<T>(outcome: { ok: true; value: T } | { ok: false; reason: string }): T {
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.value;
}

export interface AccessRequestOptions {
  readonly userName?: string;
  readonly password?: string;
  readonly chap?: string;
  /** Credentials of another protocol, in place of a password. */
  readonly instead?: readonly { readonly type: number; readonly value: Buffer }[];
  readonly identifier?: number;
  readonly messageAuthenticator?: 'first' | 'none';
  readonly more?: readonly { readonly type: number; readonly value: Buffer }[];
}

/** An Access-Request of alice. */
export function accessRequest(options: AccessRequestOptions = {}): Buffer {
  const authenticator = randomBytes(16);
  const credentials = options.instead ?? [options.chap === undefined
    ? { type: AttributeType.userPassword, value: must(hideUserPassword(Buffer.from(options.password ?? '1234567890'), sharedSecret, authenticator)) }
    : { type: AttributeType.chapPassword, value: chapPassword(9, Buffer.from(options.chap), authenticator) }];
  return must(encodeRequest({
    code: PacketCode.accessRequest, identifier: options.identifier ?? 7, authenticator, secret: sharedSecret,
    messageAuthenticator: options.messageAuthenticator ?? 'first',
    attributes: [{ type: AttributeType.userName, value: Buffer.from(options.userName ?? 'alice') }, ...credentials, ...options.more ?? []],
  }));
}

/** An Accounting-Request: a session of alice begins. */
export function accountingRequest(): Buffer {
  return must(encodeRequest({
    code: PacketCode.accountingRequest, identifier: 5, secret: sharedSecret, messageAuthenticator: 'none',
    attributes: [
      { type: AttributeType.userName, value: Buffer.from('alice') },
      { type: AttributeType.acctStatusType, value: Buffer.from([0, 0, 0, 1]) },
      { type: 225, value: randomBytes(253) },
    ],
  }));
}

/** The reply, once it is verified as the request's own. */
export function replyTo(request: Buffer, reply: Buffer | undefined): Packet {
  if (!reply) throw new Error('nothing was sent');
  return must(verifyReply(must(decodePacket(request)), reply, sharedSecret, { requireMessageAuthenticator: true }));
}
