import { randomBytes, randomUUID } from 'node:crypto';
import { auditSubject } from '@countersign/contracts';
import { type PurposeKeys, PasswordProcess } from '@countersign/crypto';
import type { Bus, EventStream, StateStore } from '@countersign/messaging';
import { type ConnectionTimes, OutboxRelay, createPool, newTimeOrderedId, outboxAgeMs, serviceRoles } from '@countersign/persistence';
import type { ServiceHost } from '@countersign/service-process';
import { type DynamicModule, Module } from '@nestjs/common';
import { Pool } from 'pg';
import { AuthServing } from './adapters/bus/auth-serving.ts';
import { ChallengesInStateStore } from './adapters/bus/challenges-in-state-store.ts';
import { KnownFirstFactors } from './adapters/first-factors.ts';
import { AuthMetrics } from './adapters/metrics/auth-metrics.ts';
import { observedBackEnds, observedChallenges, observedDecider, observedPasswords, observedStore } from './adapters/metrics/observed-ports.ts';
import { AdministrationWork } from './adapters/postgres/administration-work.ts';
import { LastUsesCount } from './adapters/postgres/last-uses.ts';
import { UnusedAccounts } from './adapters/postgres/unused.ts';
import { OnlineSessions } from './adapters/postgres/online-sessions.ts';
import { PostgresSignInStore } from './adapters/postgres/sign-in-store.ts';
import { StandInAdministration } from './adapters/postgres/stand-in-administration.ts';
import { TokenAdministration } from './adapters/postgres/token-administration.ts';
import { TokenVault } from './adapters/postgres/token-vault.ts';
import { CheckFirstFactor } from './application/check-first-factor.ts';
import { LoginForms } from './application/login-forms.ts';
import { PasswordQueue } from './application/password-queue.ts';
import { SignIn } from './application/sign-in.ts';
import { VerifyAdministrator } from './application/verify-administrator.ts';
import { type SignInRules, SiteRules, defaultSynchronisationWindow } from './domain/index.ts';
import type { AuthLimits } from './limits.ts';

/** What the module is given; everything else it makes. */
export interface AuthParts {
  readonly host: ServiceHost;
  readonly bus: Bus;
  readonly stream: EventStream;
  readonly stateStore: StateStore;
  readonly keys: PurposeKeys;
  readonly databaseUrl: string;
  readonly databaseTimes?: ConnectionTimes | undefined;
  readonly rules: SignInRules;
  readonly limits: AuthLimits;
  /** Unix milliseconds. */
  readonly now: () => number;
}

const { schema } = serviceRoles.auth;
/** 192 bits: nobody guesses a State. */
const CHALLENGE_ID_BYTES = 24;

/** Ties the adapters to the ports; the only place of this service where that is done. */
@Module({})
export class AuthModule {
  static of(parts: AuthParts): DynamicModule {
    const { bus, stream, keys, rules, limits, now, host } = parts;
    const siteRules = new SiteRules(rules);
    return {
      module: AuthModule,
      providers: [
        { provide: Pool, useFactory: () => createPool(parts.databaseUrl, {
          max: limits.databaseConnections, applicationName: 'countersign-auth', statementTimeoutMs: limits.statementTimeoutMs, times: parts.databaseTimes, pipeline: true,
          onIdleError: host.onError,
        }) },
        { provide: AuthMetrics, useFactory: () => new AuthMetrics(host.metrics) },
        { provide: OutboxRelay, inject: [Pool, AuthMetrics], useFactory: (pool: Pool, metrics: AuthMetrics) => new OutboxRelay({
          pool, schema, subject: auditSubject('auth'), onError: host.onError,
          publish: (subject, id, data) => metrics.timed('publish', () => stream.publish(subject, id, data)),
        }) },
        { provide: TokenVault, useFactory: () => new TokenVault(keys.sealer('seeds'), keys.sealer('pins')) },
        { provide: PasswordProcess, useFactory: () => new PasswordProcess() },
        { provide: PasswordQueue, inject: [PasswordProcess], useFactory: (passwords: PasswordProcess) =>
          new PasswordQueue(
            (hash, password) => passwords.verify(hash, password),
            { waiting: limits.passwordsWaiting, concurrent: limits.passwordsConcurrent, longestMs: limits.passwordsWaitMs }, host.onError,
          ) },
        { provide: KnownFirstFactors, inject: [Pool], useFactory: (pool: Pool) => new KnownFirstFactors({
          pool, sealer: keys.sealer('back-ends'), limits, monotonic: () => performance.now(), onError: host.onError,
        }) },
        {
          provide: SignIn,
          inject: [Pool, TokenVault, OutboxRelay, PasswordQueue, KnownFirstFactors, AuthMetrics],
          useFactory: (pool: Pool, vault: TokenVault, relay: OutboxRelay, passwords: PasswordQueue, firstFactors: KnownFirstFactors, metrics: AuthMetrics) => new SignIn({
            firstFactors,
            firstFactorChecker: new CheckFirstFactor(observedBackEnds(firstFactors, metrics), observedPasswords(passwords, metrics), firstFactors.lengthOf),
            store: observedStore(new PostgresSignInStore(pool, vault, () => relay.wake()), metrics),
            challenges: observedChallenges(new ChallengesInStateStore(parts.stateStore, keys.sealer('challenges'), now), metrics),
            passwords: observedPasswords(passwords, metrics),
            observer: metrics.observer,
            loginForms: new LoginForms(),
            rules: siteRules,
            now,
            randomId: () => randomBytes(CHALLENGE_ID_BYTES).toString('base64url'),
            eventId: newTimeOrderedId,
            batch: { most: limits.turnRequests, concurrent: limits.turnsConcurrent, overlapAfterMs: limits.turnOverlapMs },
          }),
        },
        {
          provide: VerifyAdministrator,
          inject: [Pool, TokenVault, OutboxRelay, PasswordQueue, PasswordProcess, AuthMetrics],
          useFactory: (pool: Pool, vault: TokenVault, relay: OutboxRelay, passwords: PasswordQueue, hasher: PasswordProcess, metrics: AuthMetrics) => {
            let nobodysHash: Promise<string> | undefined;
            return new VerifyAdministrator({
              store: observedStore(new PostgresSignInStore(pool, vault, () => relay.wake()), metrics),
              challenges: observedChallenges(new ChallengesInStateStore(parts.stateStore, keys.sealer('challenges'), now), metrics),
              passwords: observedPasswords(passwords, metrics),
              nobodysHash: async () => nobodysHash ??= hasher.hash(randomUUID()).catch((error: unknown) => {
                nobodysHash = undefined;
                throw error;
              }),
              rules, now,
              randomId: () => randomBytes(CHALLENGE_ID_BYTES).toString('base64url'),
              eventId: newTimeOrderedId,
            });
          },
        },
        { provide: AdministrationWork, inject: [Pool, OutboxRelay], useFactory: (pool: Pool, relay: OutboxRelay) =>
          new AdministrationWork({ pool, now, wakeRelay: () => relay.wake() }) },
        { provide: TokenAdministration, inject: [Pool, TokenVault, AdministrationWork], useFactory: (pool: Pool, vault: TokenVault, work: AdministrationWork) =>
          new TokenAdministration({ pool, vault, now, work, rules: siteRules, window: defaultSynchronisationWindow }) },
        { provide: StandInAdministration, inject: [Pool, AdministrationWork, TokenVault], useFactory: (pool: Pool, work: AdministrationWork, vault: TokenVault) =>
          new StandInAdministration(pool, work, vault, now) },
        { provide: OnlineSessions, inject: [Pool, AdministrationWork], useFactory: (pool: Pool, work: AdministrationWork) => new OnlineSessions({
          pool, work, now, times: { silentMs: limits.sessionSilentMs, silentWithoutInterimMs: limits.sessionSilentWithoutInterimMs },
        }) },
        {
          provide: AuthServing,
          inject: [
            Pool, OutboxRelay, SignIn, VerifyAdministrator, TokenAdministration, StandInAdministration, AdministrationWork, OnlineSessions, PasswordQueue,
            KnownFirstFactors, PasswordProcess, AuthMetrics,
          ],
          useFactory: (
            pool: Pool, relay: OutboxRelay, signIn: SignIn, administrators: VerifyAdministrator, administration: TokenAdministration,
            standIns: StandInAdministration, work: AdministrationWork, sessions: OnlineSessions, passwords: PasswordQueue,
              firstFactors: KnownFirstFactors, passwordProcess: PasswordProcess, metrics: AuthMetrics,
          ) => {
            host.metrics.gauge('countersign_auth_password_queue', 'Static passwords waiting or being checked.', () => passwords.size);
            host.metrics.gauge('countersign_auth_back_end_queue', 'Passwords that back ends are being asked about, or that wait for it.', () => firstFactors.size);
            host.metrics.gauge('countersign_auth_outbox_age_seconds', 'Age of the oldest event that has not reached the stream.', async () =>
              await outboxAgeMs(pool, schema) / 1000);
            const serving = new AuthServing({
              host, bus, pool, relay, keys, lastUses: new LastUsesCount(pool, now, host.onError), unused: new UnusedAccounts(pool), signIn: observedDecider(signIn, metrics),
              firstWork: { isUnderWay: () => signIn.isDeciding, waitMs: Math.min(limits.relayWaitMs, limits.outboxAgeMs / 2) }, administrators, administration, standIns, firstFactors, passwordProcess, rules, work, sessions, metrics, limits, now,
            });
            showHealth(parts, pool, serving);
            return serving;
          },
        },
      ],
    };
  }
}

function showHealth({ host: { health }, stateStore, limits }: AuthParts, pool: Pool, serving: AuthServing): void {
  health.add('database', () => pool.query('SELECT 1'));
  health.add('directory-views', () => serving.requireDeciding());
  health.add('outbox', async () => {
    if (await outboxAgeMs(pool, schema) > limits.outboxAgeMs) throw new Error('events do not reach the stream');
  });
  // Only challenges need it. A challenge that never was is asked for: nothing is written.
  health.addReportedOnly('state-store', () => stateStore.claimChallenge('health', 'health', 1));
}
