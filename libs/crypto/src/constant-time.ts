import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares secrets without showing by the time taken where they differ, or whether their lengths do. */
export function constantTimeEqual(left: string | Uint8Array, right: string | Uint8Array): boolean {
  const digest = (value: string | Uint8Array): Buffer => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(left), digest(right));
}
