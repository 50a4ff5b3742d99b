/** What proves that a packet was made with the shared secret: Message-Authenticator and the packet authenticators. */
export { SECRET_MAXIMUM_BYTES, type SecretFault, SharedSecret } from './shared-secret.ts';
