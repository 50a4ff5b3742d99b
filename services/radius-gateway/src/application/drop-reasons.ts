import type { UnaskableReason } from './access-request.ts';

/** Rejected without asking auth: listed with the drops, because the request is not in the trail. A missing one does not compile. */
const unaskable: Readonly<Record<UnaskableReason, true>> = {
  'user-name-missing': true,
  'credentials-missing': true,
  'several-credentials': true,
  'password-attribute-empty': true,
  'password-attribute-not-padded': true,
  'password-attribute-too-long': true,
  'chap-password-length-invalid': true,
  'chap-challenge-repeated': true,
  'chap-challenge-too-short': true,
  'ms-chap-v1-unsupported': true,
  'ms-chap-response-repeated': true,
  'ms-chap-response-length-invalid': true,
  'ms-chap-challenge-missing': true,
  'ms-chap-challenge-repeated': true,
  'ms-chap-challenge-length-invalid': true,
  'arap-unsupported': true,
};

/** Why the edge itself gives no answer, beside what the codec names. Metrics have a series for each. */
export const gatewayDropReasons: readonly string[] = [
  'unknown-source',
  'code-not-served-on-this-port',
  /** Nothing came from auth within the time. */
  'no-answer-from-auth',
  'auth-not-ready',
  ...Object.keys(unaskable),
  // Auth's own reasons for silence.
  'unknown-agent-host',
  'stale-secret',
  'challenge-being-answered',
  'password-being-checked',
  'password-queue-full',
  'password-changed',
  'shared-secret-suspected',
];
