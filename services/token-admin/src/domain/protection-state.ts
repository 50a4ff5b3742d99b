import type * as adminApi from '@countersign/contracts/admin-api';

interface Sighted {
  readonly requireMessageAuthenticator: boolean;
  readonly lastWithAt: string | null;
  readonly lastWithoutAt: string | null;
}

/** How long no packet may have come without it before it can be required: also what runs once a night has shown itself. */
export const QUIET_MS = 24 * 60 * 60_000;

/** How an agent host fares with Message-Authenticator (CVE-2024-3596). @param now Unix milliseconds */
export function protectionState({ requireMessageAuthenticator, lastWithAt, lastWithoutAt }: Sighted, now: number): adminApi.ProtectionState {
  if (requireMessageAuthenticator) return 'required';
  if (lastWithAt === null) return lastWithoutAt === null ? 'unseen' : 'missing';
  if (lastWithoutAt !== null && lastWithoutAt >= lastWithAt) return 'missing';
  return lastWithoutAt === null || now - Date.parse(lastWithoutAt) >= QUIET_MS ? 'ready' : 'changing';
}
