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

/** Activation is true if any of these holds (sign-in.md, "Finding the user and the token"). */
export function isActivated(user: User, host: AgentHost): boolean {
  const ofTheSite = user.siteAncestors.includes(host.siteId);
  return user.activated
    || user.groupActivated
    || host.openToAll
    || (host.openToSite && ofTheSite)
    || user.activeOnAllHosts
    || (user.activeOnSiteHosts && ofTheSite);
}
