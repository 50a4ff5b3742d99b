/**
 * Attribute numbers that the codec itself or its callers' rules depend on. All others are known to the dictionaries
 * alone.
 */
export const AttributeType = {
  userName: 1,
  userPassword: 2,
  chapPassword: 3,
  nasIpAddress: 4,
  nasPort: 5,
  framedIpAddress: 8,
  replyMessage: 18,
  state: 24,
  class: 25,
  vendorSpecific: 26,
  sessionTimeout: 27,
  calledStationId: 30,
  callingStationId: 31,
  nasIdentifier: 32,
  proxyState: 33,
  acctStatusType: 40,
  acctSessionId: 44,
  chapChallenge: 60,
  arapPassword: 70,
  eapMessage: 79,
  messageAuthenticator: 80,
  nasIpv6Address: 95,
} as const;
