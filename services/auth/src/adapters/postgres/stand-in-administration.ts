import type { Pool, PoolClient } from 'pg';
import type { z } from 'zod';
import { type Actor, MOST_STAND_INS, type ShownStandIn, type addStandInsContract, type userStatesContract } from '@countersign/contracts';
import { RefusedError } from '@countersign/messaging';
import type { UserMemory } from '../../domain/index.ts';
import type { AdministrationWork, StateChange } from './administration-work.ts';
import type { StandInRow, TokenVault } from './token-vault.ts';

type Asked = z.output<typeof addStandInsContract.request>['standIns'][number];
/** One to be added, its secret opened. */
export type NewStandIn = Omit<Asked, 'sealedSecret'> & { readonly secret: string };

interface Row {
  readonly memory: UserMemory;
  readonly stand_ins: StandInRow[] | null;
}

const load = 'SELECT memory, stand_ins FROM authn.user_state WHERE user_id = $1';
const save = 'UPDATE authn.user_state SET stand_ins = $2::jsonb WHERE user_id = $1';
const latest = 'SELECT user_id, last_sign_in_at AS at FROM authn.user_state WHERE user_id = ANY($1::uuid[]) AND last_sign_in_at IS NOT NULL';

/** Temporary passwords and bypass codes of users, and when each of them signed in last. */
export class StandInAdministration {
  constructor(private readonly pool: Pool, private readonly work: AdministrationWork, private readonly vault: TokenVault, private readonly now: () => number) {}

  async list(userId: string): Promise<ShownStandIn[]> {
    const { rows: [row] } = await this.pool.query<Row>(load, [userId]);
    return (row?.stand_ins ?? []).map(({ id, kind, assignmentId, createdAt, createdBy, expiresAt }) => ({
      id, kind, assignmentId, createdBy, createdAt: iso(createdAt), expiresAt: iso(expiresAt), usedAt: usedAt(row?.memory, id),
    }));
  }

  /** @throws RefusedError limit-exceeded */
  async add(userId: string, standIns: readonly NewStandIn[], actor: Actor): Promise<void> {
    await this.work.transaction(async (client) => {
      const { stand_ins: present } = await this.locked(client, userId);
      const replaced = new Set(standIns.flatMap(({ assignmentId }) => (assignmentId === null ? [] : [assignmentId])));
      const kept = (present ?? []).filter(({ expiresAt, assignmentId }) => expiresAt > this.now() && !(assignmentId !== null && replaced.has(assignmentId)));
      const added = standIns.map(({ id, kind, assignmentId, secret, expiresAt }): StandInRow => ({
        id, kind, assignmentId, sealed: this.vault.sealStandIn(secret, userId, id), createdAt: this.now(), createdBy: actor.label, expiresAt: Date.parse(expiresAt),
      }));
      if (kept.length + added.length > MOST_STAND_INS) throw new RefusedError('limit-exceeded');
      await client.query(save, [userId, JSON.stringify([...kept, ...added])]);
      for (const { id, kind, expiresAt } of added) {
        await this.work.record(client, actor, userId, () => change(`${kind}.issue`, { type: kind, id, label: kind }, { 'after.expiresAt': iso(expiresAt) }));
      }
    });
  }

  /** @param assignmentId of a temporary password; null: every bypass code. @returns how many there were */
  async remove(userId: string, assignmentId: string | null, actor: Actor): Promise<number> {
    return this.work.transaction(async (client) => {
      const { stand_ins: present } = await this.locked(client, userId);
      const gone = (present ?? []).filter((each) => each.assignmentId === assignmentId);
      const kept = (present ?? []).filter((each) => each.assignmentId !== assignmentId);
      if (gone.length === 0) return 0;
      await client.query(save, [userId, kept.length === 0 ? null : JSON.stringify(kept)]);
      for (const { id, kind } of gone) await this.work.record(client, actor, userId, () => change(`${kind}.withdraw`, { type: kind, id, label: kind }, {}));
      return gone.length;
    });
  }

  async lastSignIns(userIds: readonly string[]): Promise<z.input<typeof userStatesContract.reply>['states']> {
    const { rows } = await this.pool.query<{ user_id: string; at: Date }>(latest, [userIds]);
    return rows.map(({ user_id: userId, at }) => ({ userId, lastSignInAt: at.toISOString() }));
  }

  private async locked(client: PoolClient, userId: string): Promise<Row> {
    await this.work.lockUser(client, userId);
    const { rows: [row] } = await client.query<Row>(load, [userId]);
    if (!row) throw new Error('a locked row is there');
    return row;
  }
}

const change = (action: string, object: StateChange['object'], after: StateChange['after']): StateChange => ({ action, object, before: {}, after });
const iso = (time: number): string => new Date(time).toISOString();

function usedAt(memory: UserMemory | undefined, id: string): string | null {
  const used = memory?.usedStandIns?.find((each) => each.id === id);
  return used === undefined ? null : iso(used.usedAt);
}
