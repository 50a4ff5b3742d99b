/** The server's side of an exchange: verify a request, name it, answer it. */
export { encodeReply, type ReplyInput, REPLY_FAULTS, type ReplyFault } from './encode-reply.ts';
export { passedOnAttributes, readPassedOnAttributes } from './passed-on-attributes.ts';
export { requestKeyMaterial } from './request-key-material.ts';
export {
  type IntegrityPolicy,
  VERIFY_FAULTS,
  type VerifiedRequest,
  verifyRequest,
  type VerifyFault,
} from './verify-request.ts';
