import type { ResultCode } from '@countersign/contracts';
import { isWithin } from './access-times.ts';
import type { AgentHost, User } from './subject.ts';
import type { SignInTrace } from './trace.ts';

/** Why the account may not sign in on this agent host now, whatever was typed; counts nowhere. */
export function accountRefusal(user: User, host: AgentHost, now: number, trace?: SignInTrace): ResultCode | undefined {
  const refusal = stateRefusal(user, now);
  trace?.note('account', user.login, refusal ?? 'passed');
  if (refusal) return refusal;
  const activation = activationOf(user, host);
  trace?.note('activation', host.name, activation ?? 'user-not-on-agent-host');
  if (!activation) return 'user-not-on-agent-host';
  return accessTimeRefusal(user, host, now, trace);
}

/** Both must allow it, each in the time zone of its own site. */
function accessTimeRefusal(user: User, host: AgentHost, now: number, trace?: SignInTrace): 'outside-access-time' | undefined {
  for (const { accessTimes, name } of [{ accessTimes: user.accessTimes, name: user.login }, { accessTimes: host.accessTimes, name: host.name }]) {
    if (accessTimes === null) continue;
    const allowed = isWithin(accessTimes, now);
    trace?.note('access-time', `${name} (${accessTimes.timeZone})`, allowed ? 'passed' : 'outside-access-time');
    if (!allowed) return 'outside-access-time';
  }
  return undefined;
}

function stateRefusal(user: User, now: number): ResultCode | undefined {
  if (!user.enabled) return 'user-disabled';
  if (user.startsAt !== null && now < user.startsAt) return 'account-not-started';
  return user.endsAt !== null && now >= user.endsAt ? 'account-expired' : undefined;
}

/** What activates the user on the agent host; any one of these does. */
export type Activation = 'user' | 'group' | 'open-to-all' | 'open-to-site' | 'on-all-hosts' | 'on-site-hosts';

export function activationOf(user: User, host: AgentHost): Activation | undefined {
  if (user.activated) return 'user';
  if (user.groupActivated) return 'group';
  if (host.openToAll) return 'open-to-all';
  // A host opened to its site is open to the sites below, where its users are looked for, too.
  if (host.openToSite && user.siteAncestors.includes(host.siteId)) return 'open-to-site';
  if (user.activeOnAllHosts) return 'on-all-hosts';
  // Whoever administers a user's site decides about the hosts of that site, not about those of the sites above.
  return user.activeOnSiteHosts && user.siteId === host.siteId ? 'on-site-hosts' : undefined;
}
