/** Packet codes that this codec knows: RFC 2865 section 3, RFC 2866, RFC 5176, RFC 5997. */
export const PacketCode = {
  accessRequest: 1,
  accessAccept: 2,
  accessReject: 3,
  accountingRequest: 4,
  accountingResponse: 5,
  accessChallenge: 11,
  statusServer: 12,
  disconnectRequest: 40,
  disconnectAck: 41,
  disconnectNak: 42,
  coaRequest: 43,
  coaAck: 44,
  coaNak: 45,
} as const;
export type PacketCode = (typeof PacketCode)[keyof typeof PacketCode];

const NAMES: Readonly<Record<PacketCode, string>> = {
  1: 'Access-Request',
  2: 'Access-Accept',
  3: 'Access-Reject',
  4: 'Accounting-Request',
  5: 'Accounting-Response',
  11: 'Access-Challenge',
  12: 'Status-Server',
  40: 'Disconnect-Request',
  41: 'Disconnect-ACK',
  42: 'Disconnect-NAK',
  43: 'CoA-Request',
  44: 'CoA-ACK',
  45: 'CoA-NAK',
};

/** Requests whose authenticator is random; their reader can only trust a Message-Authenticator. */
export type RandomlyAuthenticatedCode = typeof PacketCode.accessRequest | typeof PacketCode.statusServer;
/** Requests whose authenticator is an MD5 over packet and secret (RFC 2866 section 3, RFC 5176 section 2.3). */
export type KeyedCode =
  | typeof PacketCode.accountingRequest
  | typeof PacketCode.disconnectRequest
  | typeof PacketCode.coaRequest;
export type RequestCode = RandomlyAuthenticatedCode | KeyedCode;

/**
 * Which replies may answer which request. Status-Server is answered as the port's own requests are (RFC 5997
 * section 3): Access-Accept where authentication is served, Accounting-Response where accounting is.
 */
const ANSWERS: Readonly<Record<RequestCode, readonly PacketCode[]>> = {
  1: [PacketCode.accessAccept, PacketCode.accessReject, PacketCode.accessChallenge],
  4: [PacketCode.accountingResponse],
  12: [PacketCode.accessAccept, PacketCode.accountingResponse],
  40: [PacketCode.disconnectAck, PacketCode.disconnectNak],
  43: [PacketCode.coaAck, PacketCode.coaNak],
};

export function isPacketCode(code: number): code is PacketCode {
  return code in NAMES;
}

export function isRequestCode(code: PacketCode): code is RequestCode {
  return code in ANSWERS;
}

export function isKeyedCode(code: PacketCode): code is KeyedCode {
  return isRequestCode(code) && code !== PacketCode.accessRequest && code !== PacketCode.statusServer;
}

/** Whether a packet of code `reply` may answer one of code `request`. */
export function mayAnswer(reply: PacketCode, request: PacketCode): boolean {
  return isRequestCode(request) && ANSWERS[request].includes(reply);
}

/** The RFC's name: "Access-Request". */
export function packetCodeName(code: PacketCode): string {
  return NAMES[code];
}
