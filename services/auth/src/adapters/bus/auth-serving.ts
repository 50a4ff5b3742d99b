import { setTimeout as pause } from 'node:timers/promises';
import { OUTBOX_COUNTED, accountContract, authenticateContract, backEndHealthContract, basePolicyContract, lastUsesContract, lastUsesV1Contract, readyContract, tryPolicyContract, unusedContract, verifyAdministratorContract } from '@countersign/contracts';
import type { PasswordProcess, PurposeKeys } from '@countersign/crypto';
import type { Bus, Subscription } from '@countersign/messaging';
import { type FirstWork, type OutboxRelay, outboxBacklog, serviceRoles } from '@countersign/persistence';
import { type ServiceHost, serveHealth } from '@countersign/service-process';
import type { BeforeApplicationShutdown, OnApplicationShutdown } from '@nestjs/common';
import type { Pool } from 'pg';
import type { VerifyAdministrator } from '../../application/verify-administrator.ts';
import { type SignInRules, policyOf } from '../../domain/index.ts';
import type { AuthLimits } from '../../limits.ts';
import type { KnownFirstFactors } from '../first-factors.ts';
import type { AuthMetrics } from '../metrics/auth-metrics.ts';
import type { Decider } from '../metrics/observed-ports.ts';
import type { AdministrationWork } from '../postgres/administration-work.ts';
import type { LastUsesCount } from '../postgres/last-uses.ts';
import type { OnlineSessions } from '../postgres/online-sessions.ts';
import type { StandInAdministration } from '../postgres/stand-in-administration.ts';
import type { TokenAdministration } from '../postgres/token-administration.ts';
import type { UnusedAccounts } from '../postgres/unused.ts';
import { accountHandler } from './account-handler.ts';
import { serveAdministration } from './serve-administration.ts';
import { serveSessions } from './serve-sessions.ts';
import { signInHandler } from './sign-in-handler.ts';
import { tryPolicyHandler } from './try-policy-handler.ts';
import { verifyAdministratorHandler } from './verify-administrator-handler.ts';

export interface AuthServingParts {
  readonly host: Pick<ServiceHost, 'health' | 'replica' | 'onError'>;
  readonly bus: Bus;
  readonly pool: Pool;
  readonly relay: OutboxRelay;
  /** What the relay gives way to. */
  readonly firstWork: FirstWork;
  readonly keys: PurposeKeys;
  readonly signIn: Decider;
  readonly administrators: VerifyAdministrator;
  readonly administration: TokenAdministration;
  readonly standIns: StandInAdministration;
  readonly lastUses: LastUsesCount;
  readonly unused: UnusedAccounts;
  /** What is true where no policy says anything. */
  readonly rules: SignInRules;
  readonly firstFactors: KnownFirstFactors;
  readonly passwordProcess: PasswordProcess;
  readonly work: AdministrationWork;
  readonly sessions: OnlineSessions;
  readonly metrics: AuthMetrics;
  readonly limits: AuthLimits;
  readonly now: () => number;
}

const queue = { queue: 'auth' } as const;
/** How often sessions that are over by themselves are looked for. */
const SWEEP_EVERY_MS = 20_000;
/** How often to look whether sign-ins can be decided, until they can. */
const LOOK_EVERY_MS = 200;

/** Everything that auth answers on the bus, from the first subscription to the last reply. */
export class AuthServing implements BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly subscriptions: Subscription[] = [];
  private readonly ending = new AbortController();
  private sweeping: NodeJS.Timeout | undefined;
  private opening: Promise<void> | undefined;
  private decides = false;

  constructor(private readonly parts: AuthServingParts) {}

  async start(): Promise<void> {
    const { bus, pool, relay, keys, administration, standIns, firstFactors, rules, now, work, sessions, host, lastUses, unused, limits } = this.parts;
    const sealer = keys.sealer('bus-credentials');
    await firstFactors.start();
    relay.start(this.parts.firstWork);
    const { replica, onError } = host;
    this.sweeping = setInterval(() => void sessions.sweep().catch(onError), SWEEP_EVERY_MS);
    this.subscriptions.push(
      await serveHealth(bus, 'auth', host, { outbox: async () => outboxBacklog(pool, serviceRoles.auth.schema, OUTBOX_COUNTED) }),
      ...await serveSessions(bus, sessions),
      ...await serveAdministration(bus, administration, standIns, sealer),
      await bus.serve(basePolicyContract, async () => ({ policy: policyOf(rules) }), queue),
      await bus.serve(tryPolicyContract, tryPolicyHandler(rules), queue),
      await bus.serve(backEndHealthContract, async ({ backEndId }) => ({ replica, servers: firstFactors.health(backEndId) }), { queue: null }),
      await bus.serve(lastUsesContract, async (question) => lastUses.latest(question), queue),
      await bus.serve(lastUsesV1Contract, async (question) => {
        const { within, longerAgo, never } = await lastUses.latest(question);
        return { within, longerAgo, never };
      }, queue),
      await bus.serve(unusedContract, async (question) => unused.find(question), queue),
      await bus.serve(accountContract, accountHandler(work, sessions, now, limits), queue),
    );
    if (await this.canDecide()) await this.serveDecisions();
    else this.opening = this.serveDecisionsOncePossible().catch(onError);
  }

  /**
   * Sign-ins, at the console too, go to one replica of several: this one takes none that it could not decide. Beside replicas
   * of the version before, whose views are there, it would refuse its share of all.
   */
  private async serveDecisions(): Promise<void> {
    const { bus, keys, signIn, administrators, metrics, now, host: { onError } } = this.parts;
    const opening = { sealer: keys.sealer('bus-credentials'), passcodeMac: keys.mac('passcode'), sourceMac: keys.mac('throttle-source') };
    this.subscriptions.push(
      await bus.serveParts(authenticateContract, signInHandler({ ...opening, signIn, now, opened: (tookMs) => metrics.took('open', tookMs), onError }), queue),
      await bus.serve(verifyAdministratorContract, verifyAdministratorHandler({ ...opening, administrators }), queue),
      await bus.serve(readyContract, async () => {
        await this.requireDeciding();
        return { ready: true as const };
      }, queue),
    );
    this.decides = true;
  }

  /** For checks of health. @throws while this replica takes no sign-ins */
  async requireDeciding(): Promise<void> {
    await viewsAreThere(this.parts.pool);
    if (!this.decides) throw new Error('sign-ins are not taken yet');
  }

  private async serveDecisionsOncePossible(): Promise<void> {
    const { signal } = this.ending;
    while (!signal.aborted) {
      await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted && await this.canDecide()) return this.serveDecisions();
    }
  }

  /** What is missing is shown by the checks of health. */
  private async canDecide(): Promise<boolean> {
    const { pool, firstFactors } = this.parts;
    return firstFactors.loaded && viewsAreThere(pool).then(() => true, () => false);
  }

  /** Answers what was asked. What of its record is not on the stream yet waits in the outbox for another relay. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.sweeping);
    this.ending.abort();
    await this.opening;
    await Promise.all(this.subscriptions.map((subscription) => subscription.stop()));
    await this.parts.firstFactors.stop();
    await this.parts.passwordProcess.close();
    await this.parts.relay.stop();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.parts.pool.end();
  }
}

/** What a sign-in reads belongs to another service: until that has made its views, this one decides none. */
async function viewsAreThere(pool: Pool): Promise<void> {
  await pool.query('SELECT 1 FROM directory.auth_token_v2, directory.auth_first_factor_v1, directory.auth_radius_profile_v1, directory.auth_administrator_v1 LIMIT 0');
}
