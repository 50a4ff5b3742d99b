import { describe, expect, it } from '@jest/globals';
import { isKeyedCode, isPacketCode, isRequestCode, mayAnswer, PacketCode, packetCodeName } from './codes.ts';

const codes = Object.values(PacketCode);

describe('packet codes', () => {
  it('are those of the RFCs, by name', () => {
    expect(codes.map((code) => `${code} ${packetCodeName(code)}`)).toEqual([
      '1 Access-Request',
      '2 Access-Accept',
      '3 Access-Reject',
      '4 Accounting-Request',
      '5 Accounting-Response',
      '11 Access-Challenge',
      '12 Status-Server',
      '40 Disconnect-Request',
      '41 Disconnect-ACK',
      '42 Disconnect-NAK',
      '43 CoA-Request',
      '44 CoA-ACK',
      '45 CoA-NAK',
    ]);
    expect([0, 6, 13, 256, -1, Number.NaN].filter(isPacketCode)).toEqual([]);
  });

  it('are requests or replies, and requests are keyed or not', () => {
    expect(codes.filter(isRequestCode)).toEqual([1, 4, 12, 40, 43]);
    expect(codes.filter(isKeyedCode)).toEqual([4, 40, 43]);
  });

  it('no reply answers a reply', () => {
    for (const request of codes.filter((code) => !isRequestCode(code))) {
      expect(codes.filter((reply) => mayAnswer(reply, request))).toEqual([]);
    }
  });
});
