import type * as adminApi from '@countersign/contracts/admin-api';
import { requirePermission, type Caller } from '../../domain/caller.ts';
import { Refused } from '../../domain/refused.ts';

/**
 * What is left of the rights that a job was asked for with: no more than its maker has now.
 * @returns undefined when the maker may not act any more, or reaches nothing of it
 */
export type RightsNow = (maker: Caller) => Promise<Caller | undefined>;

/** The rights that a run begins with, and whether they last. */
export interface JobRights {
  readonly caller: Caller;
  /** @param also what the run turned out to need besides */
  readonly stillThere: (also: readonly adminApi.Permission[]) => Promise<boolean>;
}

/** @throws Refused forbidden when the maker may not do this now */
export async function jobRights(maker: Caller, needs: readonly adminApi.Permission[], rightsNow: RightsNow): Promise<JobRights> {
  const caller = await rightsNow(maker);
  if (caller === undefined) throw notAllowed();
  for (const permission of needs) requirePermission(caller, permission);
  const reach = JSON.stringify(caller.scope);
  return {
    caller,
    stillThere: async (also) => {
      const now = await rightsNow(maker);
      return now !== undefined && [...needs, ...also].every((permission) => now.permissions.has(permission)) && JSON.stringify(now.scope) === reach;
    },
  };
}

/** Why a job ended, or a file was not taken, whose maker lost the right to it. */
export const notAllowed = (): Refused => new Refused('forbidden', 'Whoever asked for it may not do this any more.');
