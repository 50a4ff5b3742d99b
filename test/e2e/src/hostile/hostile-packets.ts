import type { SeededRandom } from '@countersign/testing';
import { hostileText } from './hostile-text.ts';
import type { Oracle } from './oracle.ts';

export type Port = 'authentication' | 'accounting';

export interface HostilePacket {
  readonly datagram: Buffer;
  readonly port: Port;
  /** Whether the secret is proven, so that an answer is allowed. */
  readonly provesSecret: boolean;
}

interface Attribute {
  readonly type: number;
  readonly value: Buffer;
}

const HEADER_BYTES = 20;
const MESSAGE_AUTHENTICATOR = 80;
const [ACCESS_REQUEST, ACCOUNTING_REQUEST, STATUS_SERVER] = [1, 4, 12];

/** Packets of an attacker who knows the secret (every other one) or does not; the same for the same random numbers. */
export class HostilePackets {
  private signed = false;

  constructor(private readonly random: SeededRandom, private readonly oracle: Oracle, private readonly stranger: Oracle) {}

  next(): HostilePacket {
    this.signed = !this.signed;
    const port: Port = this.random.integer(5) === 0 ? 'accounting' : 'authentication';
    const datagram = this.signed ? this.signedPacket(port, this.oracle) : this.unsigned(port);
    const provesSecret = port === 'accounting' ? this.oracle.provesAccounting(datagram) : this.oracle.provesAccess(datagram);
    return { datagram, port, provesSecret };
  }

  private signedPacket(port: Port, oracle: Oracle): Buffer {
    const { random } = this;
    const authenticator = Buffer.from(random.bytes(16));
    const attributes = random.shuffled(port === 'accounting' ? this.accountingAttributes() : this.accessAttributes(authenticator, oracle));
    const datagram = this.assemble(this.code(port), authenticator, attributes);
    if (random.integer(4) === 0) this.bend(datagram);
    const padded = random.integer(16) === 0 ? Buffer.concat([datagram, Buffer.from(random.bytes(random.integer(64)))]) : datagram;
    if (padded[0] === ACCOUNTING_REQUEST) oracle.signAccounting(padded);
    else oracle.sign(padded, offsetOf(padded, MESSAGE_AUTHENTICATOR));
    return padded;
  }

  private unsigned(port: Port): Buffer {
    const { random } = this;
    const valid = this.signedPacket(port, this.oracle);
    switch (random.integer(6)) {
      case 0:
        return Buffer.from(random.bytes(random.integer(random.integer(20) === 0 ? 5000 : 200)));
      case 1: {
        const at = random.integer(valid.length);
        valid.writeUInt8(valid.readUInt8(at) ^ (1 << random.integer(8)), at);
        return valid;
      }
      case 2:
        return valid.subarray(0, random.integer(valid.length + 1));
      case 3:
        valid.writeUInt8(random.integer(256), 0);
        return valid;
      case 4:
        valid.set(random.bytes(16), 4);
        return valid;
      default:
        return this.signedPacket(port, this.stranger);
    }
  }

  private code(port: Port): number {
    const { random } = this;
    if (random.integer(20) === 0) return STATUS_SERVER;
    if (random.integer(30) === 0) return random.integer(256);
    return port === 'accounting' ? ACCOUNTING_REQUEST : ACCESS_REQUEST;
  }

  private accessAttributes(authenticator: Buffer, oracle: Oracle): Attribute[] {
    const { random } = this;
    const attributes = [
      { type: 1, value: hostileText(random) },
      ...this.credentials(authenticator, oracle),
      { type: MESSAGE_AUTHENTICATOR, value: Buffer.alloc(random.integer(60) === 0 ? random.integer(30) : 16) },
    ];
    if (random.integer(3) === 0) attributes.push({ type: 24, value: Buffer.from(random.bytes(random.pick([0, 1, 16, 24, 32, 253]))) });
    if (random.integer(40) === 0) attributes.push({ type: MESSAGE_AUTHENTICATOR, value: Buffer.alloc(16) });
    return [...attributes, ...this.rubbish()];
  }

  private credentials(authenticator: Buffer, oracle: Oracle): Attribute[] {
    const { random } = this;
    const pap = (): Attribute => {
      const text = hostileText(random);
      const length = random.integer(8) === 0 ? text.length : Math.max(16, Math.ceil(text.length / 16) * 16);
      return { type: 2, value: oracle.hide(Buffer.concat([text, Buffer.alloc(Math.max(length - text.length, 0))]).subarray(0, 253), authenticator) };
    };
    const chap = (): Attribute => ({ type: 3, value: Buffer.from(random.bytes(random.integer(6) === 0 ? random.integer(40) : 17)) });
    switch (random.integer(8)) {
      case 0:
        return [chap(), ...random.integer(2) === 0 ? [{ type: 60, value: Buffer.from(random.bytes(random.integer(254))) }] : []];
      case 1:
        return [pap(), chap()];
      case 2:
        return [pap(), pap()];
      case 3: // EAP-Message
        return Array.from({ length: 1 + random.integer(4) }, () => ({ type: 79, value: Buffer.from(random.bytes(random.integer(254))) }));
      case 4: // MS-CHAP2-Response and MS-CHAP-Challenge of vendor 311, lengths as they come
        return [25, 11].map((type) => ({ type: 26, value: Buffer.from([0, 0, 1, 55, type, random.integer(60), ...random.bytes(random.integer(60))]) }));
      default:
        return [pap()];
    }
  }

  private accountingAttributes(): Attribute[] {
    const { random } = this;
    return [
      { type: 1, value: hostileText(random) }, { type: 40, value: Buffer.from(random.bytes(random.pick([0, 3, 4, 4, 4, 5]))) },
      { type: 44, value: hostileText(random) }, ...this.rubbish(),
    ];
  }

  /** Attributes that nobody asked for: unknown types, nested lengths that lie, too many of one kind. */
  private rubbish(): Attribute[] {
    const { random } = this;
    const most = random.integer(30) === 0 ? 400 : 4;
    const type = random.pick([4, 5, 6, 8, 25, 26, 26, 30, 31, 32, 33, 61, 87, 95, 241, 245, 255, random.integer(256)]);
    return Array.from({ length: random.integer(most) }, () => ({
      type: random.integer(3) === 0 ? random.integer(256) : type, value: random.integer(3) === 0 ? hostileText(random) : Buffer.from(random.bytes(random.integer(24))),
    })).filter(({ type: made }) => made !== MESSAGE_AUTHENTICATOR);
  }

  private assemble(code: number, authenticator: Buffer, attributes: readonly Attribute[]): Buffer {
    const parts = attributes.map(({ type, value }) => Buffer.concat([Buffer.from([type, Math.min(value.length + 2, 255)]), value.subarray(0, 253)]));
    const body = Buffer.concat(parts).subarray(0, 4096 + 64);
    const datagram = Buffer.concat([Buffer.from([code, this.random.integer(256), 0, 0]), authenticator, body]);
    datagram.writeUInt16BE(datagram.length, 2);
    return datagram;
  }

  /** Lies about lengths; what is signed afterwards is signed as it stands. */
  private bend(datagram: Buffer): void {
    const { random } = this;
    if (random.integer(2) === 0 || datagram.length <= HEADER_BYTES + 2) {
      datagram.writeUInt16BE(random.pick([0, 19, 20, datagram.length - 1, datagram.length + 1, 4096, 4097, 65_535, random.integer(65_536)]), 2);
      return;
    }
    // The length of some attribute, and so of all that follow it.
    const offsets = attributeOffsets(datagram);
    datagram.writeUInt8(random.pick([0, 1, 2, 255, random.integer(256)]), random.pick(offsets) + 1);
  }
}

function attributeOffsets(datagram: Buffer): number[] {
  const offsets: number[] = [];
  for (let offset = HEADER_BYTES; offset + 1 < datagram.length; offset += Math.max(datagram.readUInt8(offset + 1), 2)) offsets.push(offset);
  return offsets;
}

/** Where there is room for the attribute's sixteen bytes. */
function offsetOf(datagram: Buffer, type: number): number | undefined {
  return attributeOffsets(datagram).find((offset) => datagram[offset] === type && offset + 18 <= datagram.length);
}
