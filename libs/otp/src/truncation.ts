/**
 * Dynamic truncation: 31 bits out of a MAC, taken at the offset that its last four bits name (RFC 4226 section 5.3).
 * @param mac at least 20 bytes (the output of HMAC-SHA-1, -256 or -512)
 */
export function dynamicTruncation(mac: Buffer): number {
  const offset = mac.readUInt8(mac.length - 1) & 0x0f;
  return mac.readUInt32BE(offset) & 0x7fff_ffff;
}

/** The last `digits` decimal digits of a value, leading zeros kept. */
export function decimalCode(value: number, digits: number): string {
  return String(value % 10 ** digits).padStart(digits, '0');
}
