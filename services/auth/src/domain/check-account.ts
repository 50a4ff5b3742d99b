import type { ResultCode } from '@countersign/contracts';
import type { AgentHost, User } from './subject.ts';

/** Why the account may not sign in on this agent host now, whatever was typed; counts nowhere. */
export function accountRefusal(user: User, host: AgentHost, now: number): ResultCode | undefined {
  if (!user.enabled) return 'user-disabled';
  if (user.startsAt !== null && now < user.startsAt) return 'account-not-started';
  if (user.endsAt !== null && now >= user.endsAt) return 'account-expired';
  if (!isActivated(user, host)) return 'user-not-on-agent-host';
  return undefined;
}

/** Activation is true if any of these holds. */
export function isActivated(user: User, host: AgentHost): boolean {
  return user.activated
    || user.groupActivated
    || host.openToAll
    // A host opened to its site is open to the sites below, where its users are looked for, too.
    || (host.openToSite && user.siteAncestors.includes(host.siteId))
    || user.activeOnAllHosts
    // Whoever administers a user's site decides about the hosts of that site, not about those of the sites above.
    || (user.activeOnSiteHosts && user.siteId === host.siteId);
}
