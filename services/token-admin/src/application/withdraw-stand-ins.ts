import type { Actor } from '@countersign/contracts';
import type { AuthService } from './ports.ts';

/** Withdraws every bypass code and temporary password of a user. @throws Refused unavailable: auth does not answer */
export async function withdrawStandIns(auth: Pick<AuthService, 'standIns' | 'removeStandIns'>, userId: string, actor: Actor): Promise<void> {
  const standIns = await auth.standIns(userId);
  for (const assignmentId of new Set(standIns.map((standIn) => standIn.assignmentId))) await auth.removeStandIns(userId, assignmentId, actor);
}
