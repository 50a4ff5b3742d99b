import { clip } from '@countersign/contracts';
import type * as adminApi from '@countersign/contracts/admin-api';
import {
  type AttributeInput, AttributeType, chapPassword, decodePacket, describeAttributes, encodeRequest, findValue, hideUserPassword, type Packet, PacketCode,
  replyMessage, SharedSecret, verifyReply,
} from '@countersign/radius';
import type { Caller } from '../domain/caller.ts';
import { Refused } from '../domain/refused.ts';
import type { RandomBytes } from '../domain/uuid-v7.ts';

/** What a test needs from the outside. */
export interface TestSignInParts {
  /** An agent host that the caller reaches: an address of its own, and its secret. @throws Refused not-found */
  readonly hostOf: (id: string, caller: Caller) => Promise<{ readonly address: string; readonly secret: Uint8Array }>;
  /** Hands a datagram to a gateway as if it came from the address. */
  readonly exchange: (sourceAddress: string, datagram: Buffer) => Promise<GatewayAnswer>;
  readonly random: RandomBytes;
  /** Milliseconds that never run backwards. */
  readonly monotonic: () => number;
}

export interface GatewayAnswer {
  /** Null: the gateway gave no answer. */
  readonly datagram: Buffer | null;
  readonly reason: string | null;
  readonly requestKey: string | null;
}

export interface TestSignInInput {
  readonly agentHostId: string;
  readonly login: string;
  readonly password: string;
  readonly protocol: 'pap' | 'chap';
  /** Of the challenge that is answered; base64url. */
  readonly state: string | null;
}

const AUTHENTICATOR_BYTES = 16;
/** NAS-Identifier holds 253 octets (RFC 2865 section 5); a name's character may take four. */
const NAME_CHARACTERS = 50;

/** Signs in as an agent host would, and tells all that came back. */
export class TestSignIn {
  constructor(private readonly parts: TestSignInParts) {}

  /** @throws Refused not-found; bad-request when the values do not fit a packet; unavailable when no gateway can be asked */
  async test(input: TestSignInInput, caller: Caller): Promise<adminApi.RadiusTestReply> {
    const { hostOf, exchange, monotonic } = this.parts;
    const host = await hostOf(input.agentHostId, caller);
    const secret = fitting(SharedSecret.from(Buffer.from(host.secret)));
    const datagram = this.#request(input, secret, caller);
    const sent = fitting(decodePacket(datagram));
    const startedAt = monotonic();
    const answer = await exchange(host.address, datagram);
    const common = { milliseconds: Math.round(monotonic() - startedAt), sent: fieldsOf(sent), requestKey: answer.requestKey };
    const silence = { ...common, outcome: 'silence' as const, message: '', state: null, received: [] };
    if (answer.datagram === null) return { ...silence, requestKey: null, reason: answer.reason };
    const verified = verifyReply(sent, answer.datagram, secret, { requireMessageAuthenticator: true });
    if (!verified.ok) return { ...silence, reason: verified.reason };
    const state = findValue(verified.value, AttributeType.state);
    return {
      ...common, outcome: outcomeOf(verified.value), message: replyMessage(verified.value), reason: null, received: fieldsOf(verified.value),
      state: state?.toString('base64url') ?? null,
    };
  }

  #request({ login, password, protocol, state }: TestSignInInput, secret: SharedSecret, { actor }: Caller): Buffer {
    const authenticator = this.#bytes(AUTHENTICATOR_BYTES);
    const typed = Buffer.from(password, 'utf8');
    const attributes: AttributeInput[] = [
      { type: AttributeType.userName, value: Buffer.from(login, 'utf8') },
      // The answer to a challenge is never hidden by CHAP: its State says which challenge (RFC 2865 section 4.4).
      ...protocol === 'chap' && state === null ? this.#chap(typed) : [{ type: AttributeType.userPassword, value: fitting(hideUserPassword(typed, secret, authenticator)) }],
      { type: AttributeType.nasIdentifier, value: Buffer.from(`test by ${clip(actor.label, NAME_CHARACTERS)}`, 'utf8') },
    ];
    if (actor.address !== null) attributes.push({ type: AttributeType.callingStationId, value: Buffer.from(actor.address, 'utf8') });
    if (state !== null) attributes.push({ type: AttributeType.state, value: Buffer.from(state, 'base64url') });
    const [identifier = 0] = this.#bytes(1);
    return fitting(encodeRequest({ code: PacketCode.accessRequest, identifier, authenticator, attributes, secret, messageAuthenticator: 'first' }));
  }

  #chap(typed: Buffer): AttributeInput[] {
    const challenge = this.#bytes(AUTHENTICATOR_BYTES);
    const [identifier = 0] = this.#bytes(1);
    return [
      { type: AttributeType.chapPassword, value: chapPassword(identifier, typed, challenge) },
      { type: AttributeType.chapChallenge, value: challenge },
    ];
  }

  #bytes(length: number): Buffer {
    return Buffer.from(this.parts.random(length));
  }
}

function outcomeOf({ code }: Packet): 'accept' | 'refuse' | 'challenge' {
  if (code === PacketCode.accessAccept) return 'accept';
  return code === PacketCode.accessChallenge ? 'challenge' : 'refuse';
}

const fieldsOf = (packet: Packet): adminApi.PacketField[] => describeAttributes(packet).map(({ name, text, hidden }) => ({ name, text, hidden }));

function fitting<T>(outcome: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string }): T {
  if (!outcome.ok) throw new Refused('bad-request', `The request cannot be written: ${outcome.reason}.`);
  return outcome.value;
}
