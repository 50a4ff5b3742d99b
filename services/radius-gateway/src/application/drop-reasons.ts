/** Why the edge itself gives no answer, beside what the codec names. Metrics have a series for each. */
export const gatewayDropReasons: readonly string[] = [
  'unknown-source',
  'source-port-zero',
  'code-not-served-on-this-port',
  /** Nothing that can be used came from auth within the time. */
  'no-answer-from-auth',
  'reply-attribute-unusable',
  'overloaded',
  'auth-not-ready',
  // Auth's own reasons for silence.
  'unknown-agent-host',
  'stale-secret',
  'challenge-being-answered',
  'password-being-checked',
  'password-queue-full',
  'password-changed',
  'decided-too-late',
  'shared-secret-suspected',
];
