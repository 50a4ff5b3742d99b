/** What people and NASes prove themselves with, apart from MS-CHAP: passwords hidden by the secret, and CHAP. */
export {
  CHAP_CHALLENGE_MINIMUM_BYTES,
  type ChapExchange,
  type ChapFault,
  chapPassword,
  chapResponse,
  readChap,
  verifyChap,
} from './chap.ts';
export { passwordText, type PasswordTextFault } from './password-text.ts';
export { type CredentialFault, readCredentials, type RequestCredentials } from './request-credentials.ts';
export {
  SALT_BYTES,
  saltDecrypt,
  type SaltDecryptFault,
  SALTED_MAXIMUM_BYTES,
  saltEncrypt,
  type SaltEncryptFault,
} from './salt-encryption.ts';
export {
  hideUserPassword,
  revealUserPassword,
  USER_PASSWORD_MAXIMUM_BYTES,
  type UserPasswordFault,
} from './user-password.ts';
