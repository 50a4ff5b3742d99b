import { z } from 'zod';
import { base64UrlSchema, requestKeySchema } from '../../auth/v1/authenticate.ts';

/** Base64url characters of the longest RADIUS packet, 4096 octets (RFC 2865 section 3). */
const DATAGRAM_CHARACTERS = 5462;
const datagramSchema = base64UrlSchema.max(DATAGRAM_CHARACTERS);

/**
 * A datagram that an administrator's test sends as an agent host: it takes the way of every other one through the gateway
 * from the first octet on, so that it needs the host's secret, too. Queue group: any replica answers.
 */
export const exchangeContract = {
  subject: 'radius-gateway.v1.exchange',
  request: z.strictObject({ sourceAddress: z.string().max(45), datagram: datagramSchema }),
  reply: z.strictObject({
    /** Null: no answer. */
    datagram: datagramSchema.nullable(),
    /** Why there is none, where the gateway knows. */
    reason: z.string().max(64).nullable(),
    /** Under which the audit trail has the sign-in; null for a packet that did not get so far. */
    requestKey: requestKeySchema.nullable(),
  }),
} as const;
