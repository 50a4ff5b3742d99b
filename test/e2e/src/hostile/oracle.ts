import { type KeyObject, createHash, createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';

/**
 * A second opinion on what may be answered, written from the RFCs and apart from the server's codec: it is laxer (the
 * server may be silent for more reasons) and never stricter.
 */
export class Oracle {
  private readonly secret: Buffer;
  private readonly key: KeyObject;

  constructor(secret: string) {
    this.secret = Buffer.from(secret);
    this.key = createSecretKey(this.secret);
  }

  /** Whether a datagram to the authentication port proves the secret (RFC 3579 section 3.2, RFC 5997). */
  provesAccess(datagram: Buffer): boolean {
    const length = packetLength(datagram);
    const code = datagram[0];
    if (length === undefined || (code !== 1 && code !== 12)) return false;
    const offsets = messageAuthenticators(datagram, length);
    const [offset] = offsets ?? [];
    if (offsets?.length !== 1 || offset === undefined) return false;
    const copy = Buffer.from(datagram.subarray(0, length));
    copy.fill(0, offset + 2, offset + 18);
    return timingSafeEqual(createHmac('md5', this.key).update(copy).digest(), datagram.subarray(offset + 2, offset + 18));
  }

  /** The same for the accounting port (RFC 2866 section 3); Status-Server proves itself as above. */
  provesAccounting(datagram: Buffer): boolean {
    const length = packetLength(datagram);
    if (length === undefined) return false;
    if (datagram[0] === 12) return this.provesAccess(datagram);
    if (datagram[0] !== 4 || !messageAuthenticators(datagram, length)) return false;
    const digest = createHash('md5').update(datagram.subarray(0, 4)).update(Buffer.alloc(16)).update(datagram.subarray(20, length)).update(this.secret).digest();
    return digest.equals(datagram.subarray(4, 20));
  }

  /** Whether a reply belongs to a request (RFC 2865 section 3, Response Authenticator). */
  answers(reply: Buffer, requestAuthenticator: Buffer): boolean {
    const length = packetLength(reply);
    if (length === undefined || length !== reply.length) return false;
    const digest = createHash('md5').update(reply.subarray(0, 4)).update(requestAuthenticator).update(reply.subarray(20)).update(this.secret).digest();
    return digest.equals(reply.subarray(4, 20));
  }

  /** Signs a datagram in place over its Length: where it says that its Message-Authenticator is, if it has one. */
  sign(datagram: Buffer, offset: number | undefined): void {
    if (offset === undefined) return;
    datagram.fill(0, offset + 2, offset + 18);
    const length = Math.min(datagram.readUInt16BE(2), datagram.length);
    createHmac('md5', this.key).update(datagram.subarray(0, length)).digest().copy(datagram, offset + 2);
  }

  signAccounting(datagram: Buffer): void {
    const length = Math.min(datagram.readUInt16BE(2), datagram.length);
    datagram.fill(0, 4, 20);
    createHash('md5').update(datagram.subarray(0, length)).update(this.secret).digest().copy(datagram, 4);
  }

  /** User-Password (RFC 2865 section 5.2); what is not a multiple of 16 bytes long stays so. */
  hide(password: Buffer, authenticator: Buffer): Buffer {
    const hidden = Buffer.from(password);
    let previous = authenticator;
    for (let start = 0; start < hidden.length; start += 16) {
      const pad = createHash('md5').update(this.secret).update(previous).digest();
      const block = hidden.subarray(start, start + 16);
      for (let index = 0; index < block.length; index += 1) block.writeUInt8(block.readUInt8(index) ^ pad.readUInt8(index), index);
      previous = block;
    }
    return hidden;
  }
}

function packetLength(datagram: Buffer): number | undefined {
  if (datagram.length < 20) return undefined;
  const length = datagram.readUInt16BE(2);
  return length < 20 || length > 4096 || length > datagram.length ? undefined : length;
}

/** Where they are; undefined when the attributes do not fill the packet exactly. */
function messageAuthenticators(datagram: Buffer, length: number): number[] | undefined {
  const found: number[] = [];
  let offset = 20;
  while (offset < length) {
    if (offset + 2 > length) return undefined;
    const attributeLength = datagram.readUInt8(offset + 1);
    if (attributeLength < 2 || offset + attributeLength > length) return undefined;
    if (datagram[offset] === 80) {
      if (attributeLength !== 18) return undefined;
      found.push(offset);
    }
    offset += attributeLength;
  }
  return found;
}
