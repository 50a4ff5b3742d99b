/** MS-CHAPv2 (RFC 2759), its RADIUS attributes (RFC 2548) and the MPPE keys that come of it (RFC 3079). */
export { mppeKeyAttributes, type MppeSalts } from './mppe-attributes.ts';
export { type MppeBits, type MppeKeys, mppeKeys, mppeMasterKey, mppeSessionKey } from './mppe-keys.ts';
export {
  MicrosoftType,
  msChap2Response,
  msChap2Success,
  type MsChapError,
  msChapError,
  type MsChapFault,
  readMsChapV2,
} from './ms-chap-attributes.ts';
export {
  authenticatorResponse,
  challengeHash,
  challengeResponse,
  hashNtPasswordHash,
  type MsChapV2Exchange,
  ntPasswordHash,
  ntResponse,
  verifyMsChapV2,
} from './ms-chap-v2.ts';
