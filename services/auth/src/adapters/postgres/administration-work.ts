import { randomUUID } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { type Actor, type AuditEvent, clip } from '@countersign/contracts';
import { inTransaction } from '@countersign/persistence';
import { record } from './named.ts';
import { lockUsers } from './sign-in-queries.ts';

const loadName = 'SELECT login, site_id FROM directory.auth_user_v1 WHERE user_id = $1';

/** Longest texts of an audit event. */
const NAME_CHARACTERS = 253;
const FACT_CHARACTERS = 4096;

export type Facts = AuditEvent['detail'];

/** A change of running state as the trail shows it. */
export interface StateChange {
  readonly action: string;
  readonly object: NonNullable<AuditEvent['object']>;
  readonly before: Facts;
  readonly after: Facts;
}

export interface AdministrationWorkOptions {
  readonly pool: Pool;
  readonly now: () => number;
  readonly wakeRelay: () => void;
}

/** Transactions of administration: they take the same lock as a sign-in, and write their record with the change. */
export class AdministrationWork {
  constructor(private readonly options: AdministrationWorkOptions) {}

  async transaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const result = await inTransaction(this.options.pool, work);
    this.options.wakeRelay();
    return result;
  }

  async lockUser(client: PoolClient, userId: string): Promise<void> {
    await client.query(lockUsers, [[userId]]);
  }

  /** In the transaction of the change: no change without its record. */
  async record(client: PoolClient, actor: Actor, userId: string | null, changeFor: (login: string) => StateChange): Promise<void> {
    const { rows: [user] } = await client.query<{ login: string; site_id: string }>(loadName, [userId]);
    const { action, object, before, after } = changeFor(user?.login ?? '');
    const event: AuditEvent = {
      id: randomUUID(), at: new Date(this.options.now()).toISOString(), kind: 'administration', result: 'changed', service: 'auth',
      site: user?.site_id ?? null, user: user && userId !== null ? { id: userId, login: clip(user.login, NAME_CHARACTERS) } : null,
      agentHost: null, host: actor.address, object: { ...object, label: clip(object.label, NAME_CHARACTERS) }, requestKey: null,
      detail: { action, actor: clip(`${actor.kind}:${actor.label}`, FACT_CHARACTERS), actorId: actor.id, ...before, ...after },
    };
    await client.query(record([event]));
  }
}

export function isoOf(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
