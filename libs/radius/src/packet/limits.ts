/** Code, identifier, length and authenticator (RFC 2865 section 3). */
export const HEADER_BYTES = 20;
/** Shortest and longest packet in bytes (RFC 2865 section 3). */
export const PACKET_MINIMUM_BYTES = HEADER_BYTES;
export const PACKET_MAXIMUM_BYTES = 4096;
/** Where the authenticator stands in the header, and its length. */
export const AUTHENTICATOR_OFFSET = 4;
export const AUTHENTICATOR_BYTES = 16;
/** Type and length of an attribute, before its value (RFC 2865 section 5). */
export const ATTRIBUTE_HEADER_BYTES = 2;
/** Longest value of one attribute: the length octet counts its own two header octets. */
export const ATTRIBUTE_VALUE_MAXIMUM_BYTES = 253;
/**
 * Most attributes of one packet. The RFCs set no limit, and 4096 bytes have room for 2,038 empty ones, which only an
 * attacker would send. Real requests have 5 to 40; FreeRADIUS draws the same line.
 */
export const ATTRIBUTES_MAXIMUM = 200;
/** A Message-Authenticator attribute: two header octets and an HMAC-MD5 (RFC 3579 section 3.2). */
export const MESSAGE_AUTHENTICATOR_BYTES = 18;
