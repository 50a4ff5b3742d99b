import type { Purpose } from './purposes.ts';

/** What each service may do with keys, and nothing more. A derived-keys file is written from this. */
export const servicePurposes = {
  'radius-gateway': ['agent-secrets', 'bus-credentials', 'request-key'],
  auth: ['seeds', 'pins', 'bus-credentials', 'challenges', 'back-ends', 'passcode', 'throttle-source'],
  'token-admin': ['seeds', 'agent-secrets', 'bus-credentials', 'sessions', 'back-ends', 'seed-fingerprint', 'api-key'],
  audit: ['audit-checkpoint'],
} as const satisfies Record<string, readonly Purpose[]>;
