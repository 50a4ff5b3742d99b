/** What keys are for. A service is given only the purposes that it needs. */
export const sealingPurposes = ['seeds', 'pins', 'agent-secrets', 'bus-credentials', 'challenges', 'sessions', 'back-ends'] as const;
export type SealingPurpose = (typeof sealingPurposes)[number];

export const macPurposes = [
  'request-key', 'seed-fingerprint', 'passcode', 'audit-checkpoint', 'api-key', 'throttle-source',
] as const;
export type MacPurpose = (typeof macPurposes)[number];
export type Purpose = SealingPurpose | MacPurpose;

export function isMacPurpose(purpose: Purpose): purpose is MacPurpose {
  return (macPurposes as readonly string[]).includes(purpose);
}
