import { randomBytes, randomUUID } from 'node:crypto';
import {
  accountContract, auditSubject, authenticateContract, readyContract,
} from '@countersign/contracts';
import { type PurposeKeys, verifyPassword } from '@countersign/crypto';
import type { Bus, EventStream, StateStore, Subscription } from '@countersign/messaging';
import { OutboxRelay, createPool, migrate, serviceRoles } from '@countersign/persistence';
import { accountHandler } from './adapters/bus/account-handler.ts';
import { ChallengesInStateStore } from './adapters/bus/challenges-in-state-store.ts';
import { serveAdministration } from './adapters/bus/serve-administration.ts';
import { signInHandler } from './adapters/bus/sign-in-handler.ts';
import { PostgresSignInStore } from './adapters/postgres/sign-in-store.ts';
import { TokenAdministration } from './adapters/postgres/token-administration.ts';
import { TokenVault } from './adapters/postgres/token-vault.ts';
import { PasswordQueue } from './application/password-queue.ts';
import { SignIn } from './application/sign-in.ts';
import { type SignInRules, defaultRules, defaultSynchronisationWindow } from './domain/index.ts';
import { migrations } from './migrations/index.ts';

export interface AuthServiceDependencies {
  readonly bus: Bus;
  readonly stream: EventStream;
  readonly stateStore: StateStore;
  readonly keys: PurposeKeys;
  readonly databaseUrl: string;
  readonly migrationUrl: string;
  readonly rules?: SignInRules;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

export interface RunningService {
  stop(): Promise<void>;
}

/** Connections for deciding, and one for the relay. */
const CONNECTIONS = 6;
const STATEMENT_TIMEOUT_MS = 2500;
/** 192 bits: nobody guesses a State. */
const CHALLENGE_ID_BYTES = 24;

/** Ties the adapters to the ports and starts serving. The only place of this service where things are put together. */
export async function createAuthService(dependencies: AuthServiceDependencies): Promise<RunningService> {
  const { bus, stream, stateStore, keys, now, onError } = dependencies;
  await migrate({ url: dependencies.migrationUrl, schema: serviceRoles.auth.schema, migrations });
  const pool = createPool(dependencies.databaseUrl, {
    max: CONNECTIONS, applicationName: 'countersign-auth', statementTimeoutMs: STATEMENT_TIMEOUT_MS, onIdleError: onError,
  });
  const relay = new OutboxRelay({
    pool, schema: serviceRoles.auth.schema, subject: auditSubject('auth'), onError,
    publish: (subject, id, data) => stream.publish(subject, id, data),
  });
  relay.start();

  const wakeRelay = (): void => relay.wake();
  const vault = new TokenVault(keys.sealer('seeds'), keys.sealer('pins'));
  const rules = dependencies.rules ?? defaultRules;
  const signIn = new SignIn({
    store: new PostgresSignInStore(pool, vault, wakeRelay),
    challenges: new ChallengesInStateStore(stateStore),
    passwords: new PasswordQueue(verifyPassword, { waiting: 200, concurrent: 2 }),
    rules,
    now,
    randomId: () => randomBytes(CHALLENGE_ID_BYTES).toString('base64url'),
    eventId: randomUUID,
    batch: { most: 256, concurrent: 2 },
  });
  const administration = new TokenAdministration({
    pool, vault, now, wakeRelay, pinRules: rules.pin, window: defaultSynchronisationWindow,
  });
  const subscriptions: Subscription[] = [
    ...await serveAdministration(bus, administration, keys.sealer('bus-credentials')),
    await bus.serve(authenticateContract, signInHandler({
      signIn, sealer: keys.sealer('bus-credentials'), passcodeMac: keys.mac('passcode'), sourceMac: keys.mac('throttle-source'),
    }), { queue: 'auth' }),
    await bus.serve(accountContract, accountHandler(pool, now, wakeRelay), { queue: 'auth' }),
    await bus.serve(readyContract, async () => {
      // The views that a sign-in reads belong to another service: until it has made them, this one is not ready.
      await pool.query('SELECT 1 FROM directory.auth_token_v1 LIMIT 0');
      return { ready: true as const };
    }, { queue: 'auth' }),
  ];
  return {
    stop: async () => {
      await Promise.all(subscriptions.map((subscription) => subscription.stop()));
      await relay.stop();
      await pool.end();
    },
  };
}
