import { mergeProfiles } from '@countersign/contracts';
import { describeAttributes, readPassedOnAttributes } from '@countersign/radius';
import type { AgentHost, Decision, LiveSession, NetworkAccess, SignInContext, User } from '../domain/index.ts';
import type { OpenedRequest } from './opened-request.ts';
import type { LoadedNetwork, ReservedSession } from './ports.ts';

/** Whether a profile, a pool or a limit concerns this user on this agent host: only then there is more to load. */
export function concernsNetwork(user: User, host: AgentHost): boolean {
  return host.hasProfile || host.hasOwnProfiles || user.hasProfile || limitOf(user, host) !== null;
}

const limitOf = (user: User, host: AgentHost): number | null => (host.limitSessions ? user.maximumSessions : null);

/** What was given away in this batch: a later request finds neither the address nor the place that an earlier one took. */
export class NetworkLedger {
  private readonly made = new Map<string, ReservedSession>();

  constructor(private readonly loaded: LoadedNetwork | null) {}

  get reservations(): readonly ReservedSession[] {
    return [...this.made.values()];
  }

  accessOf(user: User, host: AgentHost, request: OpenedRequest): Pick<SignInContext, 'network'> {
    if (this.loaded === null || !concernsNetwork(user, host)) return {};
    const profile = mergeProfiles(this.loaded.profiles(user.id, host.id));
    const network: NetworkAccess = {
      profile, sessions: this.sessionsOf(user.id), maximumSessions: limitOf(user, host),
      attributes: () => describeAttributes({ attributes: readPassedOnAttributes(request.attributes) }),
      freeAddress: () => profile.pool === null ? undefined : this.freeAddress(profile.pool.id),
    };
    return { network };
  }

  keep(decision: Decision, user: User, host: AgentHost, request: OpenedRequest, known: { readonly id: string; readonly now: number }): void {
    if (decision.reserves === null) return;
    const { renews, poolId, address, holdMs } = decision.reserves;
    const id = renews ?? known.id;
    this.made.set(id, {
      id, state: 'reserved', userId: user.id, userSiteId: user.siteId, login: user.login, agentHostId: host.id, siteId: host.siteId,
      source: request.source, sourceAddress: request.sourceAddress, callingStationId: request.callingStationId,
      poolId, poolAddress: address, at: known.now, expiresAt: known.now + holdMs,
    });
  }

  private sessionsOf(userId: string): LiveSession[] {
    const mine = this.reservations.filter((session) => session.userId === userId);
    const before = this.loaded?.sessions(userId) ?? [];
    return [...before.filter(({ id }) => !this.made.has(id)), ...mine];
  }

  private freeAddress(poolId: string): string | undefined {
    const taken = new Set(this.reservations.filter((session) => session.poolId === poolId).map(({ poolAddress }) => poolAddress));
    return this.loaded?.freeAddresses(poolId).find((address) => !taken.has(address));
  }
}
