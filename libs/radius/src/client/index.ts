/** The client's side of an exchange: make a request, verify its reply. For test clients, load and back ends. */
export {
  encodeRequest,
  type KeyedRequest,
  type RandomlyAuthenticatedRequest,
  type RequestInput,
  REQUEST_FAULTS,
  type RequestFault,
} from './encode-request.ts';
export { REPLY_VERIFY_FAULTS, type ReplyPolicy, type ReplyVerifyFault, verifyReply } from './verify-reply.ts';
