import type { AgentHost, LoginCandidate, StandIn, Token, User, UserMemory } from '../../domain/index.ts';
import type { LockedSubjects } from '../../application/ports.ts';
import { type HostRow, type PolicyOfSite, type SubjectRow, candidateOf, hasToken, hostOf, tokenOf, userOf } from './rows.ts';
import type { TokenVault } from './token-vault.ts';

/** What one load brought, turned into domain objects when somebody asks for them. */
export class LoadedSubjects implements LockedSubjects {
  private readonly hosts: ReadonlyMap<string, AgentHost>;
  /** Each user has a row for each token, and at least one. */
  private readonly byUser: ReadonlyMap<string, readonly SubjectRow[]>;
  private readonly byLogin: ReadonlyMap<string, readonly SubjectRow[]>;
  private readonly opened = new Map<string, readonly Token[]>();

  constructor(
    hosts: readonly HostRow[], subjects: readonly SubjectRow[], private readonly vault: TokenVault, private readonly policyOf: PolicyOfSite,
  ) {
    this.hosts = new Map(hosts.map((row) => [row.agent_host_id, hostOf(row, policyOf)]));
    this.byUser = Map.groupBy(subjects, ({ user_id: id }) => id);
    this.byLogin = Map.groupBy([...this.byUser.values()].flatMap(([first]) => first ?? []), ({ login_folded: login }) => login);
  }

  host(hostId: string): AgentHost | undefined {
    return this.hosts.get(hostId);
  }

  candidates(login: string, hostId: string): LoginCandidate[] {
    const named = (this.byLogin.get(login) ?? []).map(candidateOf);
    if (!(this.hosts.get(hostId)?.hasAliases ?? false)) return named;
    const aliased = [...this.byUser.values()].flatMap(([first]) =>
      first?.aliases?.some((alias) => alias.agent_host_id === hostId && alias.alias_folded === login) === true ? [first] : []);
    return [...named, ...aliased.map((row) => ({ ...candidateOf(row), byAlias: true }))];
  }

  user(userId: string, hostId: string): User | undefined {
    const [row] = this.byUser.get(userId) ?? [];
    return row && userOf(row, hostId, this.policyOf);
  }

  /** Seeds and PINs are opened when somebody asks for them, once for a turn. */
  tokens(userId: string): readonly Token[] {
    const known = this.opened.get(userId);
    if (known) return known;
    const tokens = (this.byUser.get(userId) ?? []).filter(hasToken).map((row) => tokenOf(row, this.vault));
    this.opened.set(userId, tokens);
    return tokens;
  }

  standIns(userId: string): readonly StandIn[] {
    const [row] = this.byUser.get(userId) ?? [];
    return (row?.stand_ins ?? []).map((each) => this.vault.openStandIn(each, userId));
  }

  memory(userId: string): UserMemory {
    const [row] = this.byUser.get(userId) ?? [];
    if (!row) throw new Error('a subject that was not locked');
    return row.memory;
  }
}
