import * as access from './access.ts';
import * as administrators from './administrators.ts';
import * as agentHosts from './agent-hosts.ts';
import * as audit from './audit.ts';
import * as exportedLists from './exports.ts';
import * as jobs from './jobs.ts';
import * as deletions from './deletions.ts';
import * as backEnds from './back-ends.ts';
import * as directorySyncs from './directory-syncs.ts';
import * as firstFactors from './first-factors.ts';
import type { Operation } from './operation.ts';
import * as policies from './policies.ts';
import * as policyTrial from './policy-trial.ts';
import * as protection from './protection.ts';
import * as onlineSessions from './online-sessions.ts';
import * as radiusProfiles from './radius-profiles.ts';
import * as radiusTest from './radius-test.ts';
import * as recentDrops from './recent-drops.ts';
import * as directoryReports from './directory-reports.ts';
import * as reports from './reports.ts';
import * as scratchCards from './scratch-cards.ts';
import * as serviceHealth from './service-health.ts';
import * as session from './session.ts';
import * as settings from './settings.ts';
import * as sites from './sites.ts';
import * as standIns from './stand-ins.ts';
import * as tokenImports from './token-imports.ts';
import * as tokens from './tokens.ts';
import * as userImports from './user-imports.ts';
import * as users from './users.ts';

const resources: readonly Readonly<Record<string, unknown>>[] = [
  session, administrators, settings, sites, policies, policyTrial, users, access, tokens, scratchCards, standIns, tokenImports, userImports, jobs, exportedLists, agentHosts, backEnds, directorySyncs, firstFactors, protection, deletions,
  recentDrops, radiusTest, audit, reports, directoryReports,
  radiusProfiles, onlineSessions, serviceHealth,
];

/** Every operation of the API, in the order of its resources. */
export const operations: readonly Operation[] = resources.flatMap((resource) => Object.values(resource)).filter((value) => isOperation(value));

export function isOperation(value: unknown): value is Operation {
  return typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'reply' in value;
}
