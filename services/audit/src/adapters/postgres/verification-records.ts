import { type AuditVerdict, type Verification, auditVerdictSchema } from '@countersign/contracts';
import { inTransaction } from '@countersign/persistence';
import type { Pool } from 'pg';
import type { VerificationRecords } from '../../application/verifications.ts';

/** Records that are kept; older ones go. */
const KEPT = 100;
const LOCK = `SELECT pg_advisory_xact_lock(hashtextextended('countersign:audit:verifications', 0))`;
const COLUMNS = 'id, state, checked, total, started_at, beat_at, ended_at, verdict';

interface Row {
  id: string;
  state: Verification['state'];
  checked: string;
  total: string;
  started_at: Date;
  beat_at: Date;
  ended_at: Date | null;
  verdict: unknown;
}

/** Verifications in the database, for every replica to see. */
export class VerificationTable implements VerificationRecords {
  constructor(private readonly pool: Pool) {}

  async begin(id: string, owner: string | null, now: number, silentSince: number): Promise<Verification> {
    return inTransaction(this.pool, async (client) => {
      await client.query(LOCK);
      const { rows: [running] } = await client.query<Row>(`SELECT ${COLUMNS} FROM audit.verification WHERE state = 'running' AND beat_at > $1`, [new Date(silentSince)]);
      if (running) return verificationOf(running, silentSince);
      await client.query(`DELETE FROM audit.verification WHERE id NOT IN (SELECT id FROM audit.verification ORDER BY started_at DESC LIMIT ${KEPT})`);
      const { rows: [begun] } = await client.query<Row>(`
        INSERT INTO audit.verification (id, state, total, started_at, beat_at, owner)
        VALUES ($1, 'running', coalesce((SELECT sequence FROM audit.event ORDER BY sequence DESC LIMIT 1), 0), $2, $2, $3) RETURNING ${COLUMNS}`, [id, new Date(now), owner]);
      if (!begun) throw new Error('INSERT … RETURNING gave no row');
      return verificationOf(begun, silentSince);
    });
  }

  async read(id: string, silentSince: number): Promise<Verification | undefined> {
    const { rows: [row] } = await this.pool.query<Row>(`SELECT ${COLUMNS} FROM audit.verification WHERE id = $1`, [id]);
    return row && verificationOf(row, silentSince);
  }

  async ownerOf(id: string): Promise<string | null> {
    const { rows: [row] } = await this.pool.query<{ owner: string | null }>('SELECT owner FROM audit.verification WHERE id = $1', [id]);
    return row?.owner ?? null;
  }

  async progress(id: string, checked: number, now: number): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `UPDATE audit.verification SET checked = $2, beat_at = $3 WHERE id = $1 AND state = 'running'`, [id, checked, new Date(now)]);
    return rowCount === 1;
  }

  async end(id: string, state: 'done' | 'cancelled' | 'failed', verdict: AuditVerdict | null, now: number): Promise<void> {
    await this.pool.query(`
      UPDATE audit.verification SET state = $2, verdict = $3, ended_at = $4, checked = coalesce(($3::jsonb ->> 'events')::bigint, checked)
      WHERE id = $1 AND state = 'running'`, [id, state, verdict === null ? null : JSON.stringify(verdict), new Date(now)]);
  }
}

function verificationOf({ id, state, checked, total, started_at, beat_at, ended_at, verdict }: Row, silentSince: number): Verification {
  const lost = state === 'running' && beat_at.getTime() <= silentSince;
  return {
    id, state: lost ? 'failed' : state, checked: Number(checked), total: Number(total), startedAt: started_at.toISOString(),
    endedAt: (lost ? beat_at : ended_at)?.toISOString() ?? null, verdict: verdict === null ? null : auditVerdictSchema.parse(verdict),
  };
}
