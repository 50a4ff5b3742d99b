import { type Answer, clip } from '@countersign/contracts';
import {
  AttributeType, type Packet, PacketCode, decodePacket, encodeAttribute, encodeReply, findValue, readCredentials, redactAttributes,
  requestKeyMaterial, verifyRequest,
} from '@countersign/radius';
import { HeldReplies, type HostTable, SeenRequests, type SeenRequest } from '../domain/index.ts';
import { readQuestion } from './access-request.ts';
import type { GatewayLimits } from './gateway-limits.ts';
import { type AuthService, FIRST_TEST_PORT, type GatewayEvents, type KnownHost, type RequestKeyOf, type Sender } from './ports.ts';

/** Which of the two ports a datagram came to; each serves its own kind of request (RFC 2865, RFC 2866). */
export type Port = 'authentication' | 'accounting';

export interface RadiusServerDependencies {
  readonly hosts: HostTable<KnownHost>;
  readonly auth: AuthService;
  readonly requestKeyOf: RequestKeyOf;
  readonly events: GatewayEvents;
  readonly limits: GatewayLimits;
  /** Milliseconds that never run backwards. */
  readonly now: () => number;
}

/** A verified request on its way through the gateway. */
interface Request {
  readonly packet: Packet;
  readonly port: Port;
  readonly host: KnownHost;
  readonly proven: boolean;
  readonly sender: Sender;
  readonly receivedAt: number;
  readonly key: string;
  readonly seen: SeenRequest;
  readonly send: (datagram: Buffer) => void;
}

type Ended = { readonly dropped: string } | { readonly repeat: Buffer } | 'in-flight';

/** What a packet without Message-Authenticator is dropped for. */
const UNPROTECTED: ReadonlySet<string> = new Set(['message-authenticator-missing', 'proxy-state-without-message-authenticator']);
const HELD_SLOT_MS = 20;
/** RFC 3748 section 4.2: code, identifier, length. */
const EAP_FAILURE = 4;
const EAP_HEADER_BYTES = 4;

/**
 * The edge: datagrams in, datagrams out. No business rule and no state but what was seen a moment ago.
 *
 * 1. Find the agent host by source address. 2. Decode strictly. 3. Verify over the raw bytes. 4. A copy gets the
 * remembered reply. 5. Ask auth with the time that is left. 6. Answer; a reject leaves a second after its request.
 * What fails before step 5 is dropped in silence under a named reason.
 */
export class RadiusServer {
  private readonly seen: SeenRequests;
  private readonly held: HeldReplies<() => void>;
  /** Of each port: however much there is to account for, people can sign in. */
  private readonly questions = { authentication: 0, accounting: 0 };

  constructor(private readonly dependencies: RadiusServerDependencies) {
    const { limits } = dependencies;
    this.seen = new SeenRequests({ most: limits.seenRequests, replyMs: limits.replyMemoryMs });
    this.held = new HeldReplies({ most: limits.heldReplies, slotMs: HELD_SLOT_MS });
  }

  /** Handles one datagram; resolves when nothing more will be sent for it now. Never rejects. */
  async receive(datagram: Buffer, sender: Sender, port: Port, send: (datagram: Buffer) => void): Promise<void> {
    const { events, hosts } = this.dependencies;
    events.received(port);
    const host = hosts.find(sender.address) ?? null;
    const opened = this.open(datagram, sender, port, host, send);
    if (opened === 'in-flight') events.repeated('in-flight');
    else if ('dropped' in opened) events.dropped(sender.address, opened.dropped, host);
    else if ('repeat' in opened) {
      events.repeated('answered');
      send(opened.repeat);
    } else await this.handle(opened);
  }

  /** Sends the rejects that are due and forgets what is over; called every few milliseconds. */
  tick(): void {
    for (const send of this.held.due(this.dependencies.now())) send();
  }

  /** Rejects that wait for their second to be over. */
  get heldRejects(): number {
    return this.held.size;
  }

  sweep(): void {
    this.seen.sweep(this.dependencies.now());
  }

  private open(
    datagram: Buffer, sender: Sender, port: Port, host: KnownHost | null, send: (datagram: Buffer) => void,
  ): Request | Ended {
    if (!host) return { dropped: 'unknown-source' };
    // RFC 768: who sends from port 0 expects no answer, and a socket refuses to send one there.
    if (sender.port === 0) return { dropped: 'source-port-zero' };
    const { events, limits, now } = this.dependencies;
    const receivedAt = now();
    const decoded = decodePacket(datagram);
    if (!decoded.ok) return { dropped: decoded.reason };
    const packet = decoded.value;
    if (!isServed(packet.code, port)) return { dropped: 'code-not-served-on-this-port' };
    const verified = verifyRequest(packet, host.secret, host);
    if (packet.code === PacketCode.accessRequest && sender.port < FIRST_TEST_PORT) {
      if (verified.ok) events.sighted(host, verified.value.proven);
      else if (UNPROTECTED.has(verified.reason)) events.sighted(host, false);
    }
    if (!verified.ok) return { dropped: verified.reason };

    events.verified(now() - receivedAt);
    const key = `${port} ${sender.address} ${sender.port} ${packet.identifier}`;
    const sighting = this.seen.sight(key, packet.authenticator, receivedAt, limits.deadlineMs);
    if (sighting.seen === 'in-flight') return 'in-flight';
    if (sighting.seen === 'answered') return { repeat: sighting.reply };
    return { packet, port, host, proven: verified.value.proven, sender, receivedAt, key, seen: sighting.request, send };
  }

  private async handle(request: Request): Promise<void> {
    try {
      switch (request.packet.code) {
        case PacketCode.accessRequest:
          return await this.ask(request, () => this.authenticate(request));
        case PacketCode.accountingRequest:
          return await this.ask(request, () => this.account(request));
        case PacketCode.statusServer:
          return this.answerStatus(request);
        default:
          return undefined;
      }
    } catch (error) {
      this.dependencies.events.failed(error);
      // No answer in time: silence, so that the NAS tries its next server; its next copy is tried again here.
      this.drop(request, 'no-answer-from-auth');
      return undefined;
    }
  }

  /** What would only be decided after its deadline costs those that could still be answered: it is not asked. */
  private async ask(request: Request, question: () => Promise<void>): Promise<void> {
    if (this.questions[request.port] >= this.dependencies.limits.questions) return this.drop(request, 'overloaded');
    this.questions[request.port] += 1;
    try {
      await question();
    } finally {
      this.questions[request.port] -= 1;
    }
  }

  private async authenticate(request: Request): Promise<void> {
    const { packet, host, sender, receivedAt } = request;
    const question = readQuestion(packet, readCredentials(packet, host.secret));

    const { auth, limits, now } = this.dependencies;
    const requestKey = this.dependencies.requestKeyOf(host.id, requestKeyMaterial(packet));
    const remaining = limits.deadlineMs - (now() - receivedAt);
    const answer = await auth.authenticate(
      { ...question, requestKey, host, proven: request.proven, sourceAddress: sender.address }, remaining);
    this.answer(request, answer);
  }

  private answer(request: Request, answer: Answer): void {
    switch (answer.outcome) {
      case 'silence':
        return this.drop(request, answer.reason);
      case 'accept':
        return this.accept(request, answer);
      case 'challenge': {
        const state = { type: AttributeType.state, value: Buffer.from(answer.state, 'base64url') };
        return this.reply(request, PacketCode.accessChallenge, [state, ...messageAttributes(answer.message)], 'challenge');
      }
      case 'refuse':
        return this.reject(request, messageAttributes(answer.message));
    }
  }

  /** An attribute that cannot be written means another version of the dictionaries: half a profile would be worse than none. */
  private accept(request: Request, { message, attributes = [] }: Extract<Answer, { outcome: 'accept' }>): void {
    const replies = [];
    for (const { name, value } of attributes) {
      const encoded = encodeAttribute(name, value);
      if (!encoded.ok) return this.drop(request, 'reply-attribute-unusable');
      replies.push(encoded.value);
    }
    return this.reply(request, PacketCode.accessAccept, [...messageAttributes(message), ...replies], 'accept');
  }

  private async account(request: Request): Promise<void> {
    const { packet, host, sender, receivedAt } = request;
    const { auth, limits, now } = this.dependencies;
    const userName = findValue(packet, AttributeType.userName);
    const recorded = await auth.account({
      requestKey: this.dependencies.requestKeyOf(host.id, requestKeyMaterial(packet)),
      host,
      sourceAddress: sender.address,
      userName: userName ? clip(userName.toString('utf8'), 253) : null,
      attributes: Object.fromEntries(redactAttributes(packet).map(({ name, text }) => [clip(name, 128), clip(text, 512)])),
    }, limits.deadlineMs - (now() - receivedAt));
    if (!recorded) return this.drop(request, 'overloaded');
    this.reply(request, PacketCode.accountingResponse, [], 'accounting');
  }

  /** RFC 5997: an answer says that sign-ins can be decided now; while they cannot, silence says so. */
  private answerStatus(request: Request): void {
    if (!this.dependencies.auth.isReady()) return this.drop(request, 'auth-not-ready');
    const code = request.port === 'accounting' ? PacketCode.accountingResponse : PacketCode.accessAccept;
    return this.reply(request, code, [], 'status');
  }

  /** Whatever was refused and however long it took to compute: it leaves a second after the request came. */
  private reject(request: Request, message: ReturnType<typeof messageAttributes>): void {
    const failure = eapFailure(request.packet);
    const attributes = failure ? [failure] : message;
    const { events, limits, now } = this.dependencies;
    const [computedAt, due] = [now(), request.receivedAt + limits.rejectDelayMs];
    // A copy that comes while the reject is held is dropped, even when that is after the deadline.
    request.seen.until = Math.max(request.seen.until, due + HELD_SLOT_MS * 2);
    const send = (): void => {
      if (request.seen.replaced) return;
      events.held(now() - computedAt);
      this.reply(request, PacketCode.accessReject, attributes, 'reject');
    };
    if (!this.held.hold(send, due, computedAt)) send();
  }

  private reply(
    request: Request, code: PacketCode, attributes: ReturnType<typeof messageAttributes>, kind: Parameters<GatewayEvents['replied']>[0],
  ): void {
    const { events, now } = this.dependencies;
    const encoded = encodeReply(request.packet, { code, attributes }, request.host.secret);
    if (!encoded.ok) return this.drop(request, encoded.reason);
    this.seen.answered(request.seen, encoded.value, now());
    request.send(encoded.value);
    return events.replied(kind, now() - request.receivedAt);
  }

  private drop(request: Request, reason: string): void {
    this.seen.forget(request.key, request.seen);
    this.dependencies.events.dropped(request.sender.address, reason, request.host);
  }
}

function isServed(code: PacketCode, port: Port): boolean {
  if (code === PacketCode.statusServer) return true;
  return port === 'authentication' ? code === PacketCode.accessRequest : code === PacketCode.accountingRequest;
}

/**
 * Who asked by EAP hears EAP-Failure under the identifier of the EAP packet that came (RFC 3579 section 2.2), and no
 * Reply-Message beside it (section 2.6.5).
 */
function eapFailure(packet: Packet): { type: number; value: Buffer } | undefined {
  const asked = findValue(packet, AttributeType.eapMessage);
  if (asked === undefined || asked.length < EAP_HEADER_BYTES) return undefined;
  return { type: AttributeType.eapMessage, value: Buffer.of(EAP_FAILURE, asked.readUInt8(1), 0, EAP_HEADER_BYTES) };
}

function messageAttributes(message: string): { type: number; value: Buffer }[] {
  return message === '' ? [] : [{ type: AttributeType.replyMessage, value: Buffer.from(message, 'utf8') }];
}
