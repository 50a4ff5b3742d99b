/** Random bytes from a cryptographic source. */
export type RandomBytes = (bytes: number) => Uint8Array;

/** A UUID version 7 (RFC 9562 section 5.7): 48 bits of milliseconds, then randomness; later ones sort later. */
export function uuidV7(nowMs: number, random: RandomBytes): string {
  const bytes = Buffer.from(random(16));
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
