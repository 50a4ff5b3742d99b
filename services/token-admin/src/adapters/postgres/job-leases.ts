import { randomUUID } from 'node:crypto';
import * as adminApi from '@countersign/contracts/admin-api';
import { z } from 'zod';
import { JobTaken, type RunStatement } from '../../application/jobs/job-handler.ts';
import { JOB_ATTEMPTS } from '../../application/jobs/job-runner.ts';
import type { ClaimedJob, JobStore } from '../../application/jobs/job-store.ts';
import type { SessionSealing } from '../../application/ports.ts';
import type { Caller } from '../../domain/caller.ts';
import type { DirectoryDatabase } from './directory-database.ts';

/** How long a job that has ended is shown. */
const KEPT_DAYS = 90;
/** Ended jobs that are forgotten at a time. */
const FORGOTTEN = 100;

export const optionsAad = (jobId: string): string => `directory.job:${jobId}:options`;
export const chunkAad = (jobId: string, index: number): string => `directory.job:${jobId}:chunk:${index}`;

/** The part of a caller that is kept with a job. */
const callerSchema = z.strictObject({
  actor: z.strictObject({ kind: z.enum(['api-key', 'administrator', 'system']), id: z.string().nullable(), label: z.string(), address: z.string().nullable() }),
  role: adminApi.roleSchema.nullable(),
  permissions: z.array(adminApi.permissionSchema),
  scope: adminApi.scopeSchema,
});
export const storedCaller = ({ actor, role, permissions, scope }: Caller): string => JSON.stringify({ actor, role, permissions: [...permissions], scope });

/** Nobody works on it: it waits, or its run gives no sign of life any more. */
const FREE = "state IN ('queued', 'running') AND (lease_until IS NULL OR lease_until < now())";
const LEASE = (milliseconds: string): string => `now() + ${milliseconds} * interval '1 millisecond'`;
const CLAIM = `
  UPDATE directory.job SET state = 'running', lease = $1, lease_until = ${LEASE('$2')}, attempt = attempt + 1, started_at = COALESCE(started_at, now()), done = 0, records = 0
  WHERE id = (
    SELECT id FROM directory.job WHERE ${FREE} AND kind = ANY ($3) AND NOT cancel_requested AND attempt < ${JOB_ATTEMPTS}
    ORDER BY created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
  RETURNING id, kind, site_id AS "siteId", dry_run AS "dryRun", attempt, caller, sealed_options AS sealed`;
const RENEW = `
  UPDATE directory.job SET lease_until = ${LEASE('$3')}, done = $4, total = COALESCE($5, total), records = $6
  WHERE id = $1 AND lease = $2 AND state = 'running' RETURNING cancel_requested AS cancelling`;
/** In the transaction of what was done, which may have begun long ago. */
const END = `
  UPDATE directory.job SET state = $3, report = $4, failure_code = $5, failure_detail = $6, done = $7, total = COALESCE($8, total), records = $9,
    ended_at = clock_timestamp(), lease = NULL, lease_until = NULL, sealed_options = NULL
  WHERE id = $1 AND lease = $2 AND state = 'running' AND (NOT cancel_requested OR $3 = 'cancelled')`;
const HAND_BACK = `
  UPDATE directory.job SET state = 'queued', lease = NULL, lease_until = ${LEASE('$3')}, attempt = attempt - $4
  WHERE id = $1 AND lease = $2 AND state = 'running'`;
/** Of runs that died: what was cancelled meanwhile, and what was begun too often. */
const SETTLE = `
  WITH ended AS (
    UPDATE directory.job SET state = CASE WHEN cancel_requested THEN 'cancelled' ELSE 'failed' END,
      failure_code = CASE WHEN cancel_requested THEN NULL ELSE 'internal-error' END, ended_at = now(), lease = NULL, lease_until = NULL, sealed_options = NULL
    WHERE ${FREE} AND (cancel_requested OR attempt >= ${JOB_ATTEMPTS}) RETURNING id)
  DELETE FROM directory.job_chunk WHERE job_id IN (SELECT id FROM ended)`;
const FORGET = `
  DELETE FROM directory.job WHERE id IN (
    SELECT id FROM directory.job WHERE ended_at < now() - interval '${KEPT_DAYS} days' ORDER BY ended_at LIMIT ${FORGOTTEN} FOR UPDATE SKIP LOCKED)`;

interface ClaimedRow extends Pick<ClaimedJob, 'kind' | 'siteId' | 'dryRun' | 'attempt'> {
  readonly id: string;
  readonly caller: unknown;
  readonly sealed: Buffer;
}

/** Jobs as the replicas share them. */
export const jobLeases = (database: DirectoryDatabase, sealing: SessionSealing): JobStore => ({
  claim: async (kinds, leaseMs) => {
    const lease = randomUUID();
    const [row] = await database.read(async (sql) => sql.rows<ClaimedRow>(CLAIM, [lease, leaseMs, kinds]));
    return row && claimedJob(row, lease, sealing);
  },
  renew: async ({ jobId, lease }, { done, total, records }, leaseMs) => {
    const [row] = await database.read(async (sql) => sql.rows<{ cancelling: boolean }>(RENEW, [jobId, lease, leaseMs, done, total, records]));
    if (row === undefined) return 'lost';
    return row.cancelling ? 'cancel' : 'go-on';
  },
  end: async ({ jobId, lease }, { done, total, records }, outcome, run) => {
    const { report = null, failure } = outcome.state === 'cancelled' ? {} : outcome;
    const values = [jobId, lease, outcome.state, report && JSON.stringify(report), failure?.code ?? null, failure?.detail ?? null, done, total, records];
    const end = async (statement: RunStatement): Promise<void> => {
      if (await statement(END, values) === 0) throw new JobTaken('Another run has the job, or it is to be cancelled.');
      await statement('DELETE FROM directory.job_chunk WHERE job_id = $1', [jobId]);
    };
    await (run === undefined ? database.transaction(async (sql) => end((text, list) => sql.run(text, list))) : end(run));
  },
  handBack: async ({ jobId, lease }, { afterMs, counts }) => {
    await database.read(async (sql) => sql.run(HAND_BACK, [jobId, lease, afterMs, counts ? 0 : 1]));
  },
  chunk: async (jobId, index) => {
    const [row] = await database.read(async (sql) => sql.rows<{ sealed: Buffer }>('SELECT sealed FROM directory.job_chunk WHERE job_id = $1 AND index = $2', [jobId, index]));
    return row && sealing.open(row.sealed, chunkAad(jobId, index));
  },
  tidy: async () => {
    await database.read(async (sql) => {
      await sql.run(SETTLE);
      await sql.run(FORGET);
    });
  },
});

function claimedJob({ id, caller: stored, sealed, ...row }: ClaimedRow, lease: string, sealing: SessionSealing): ClaimedJob {
  const { permissions, ...caller } = callerSchema.parse(stored);
  return {
    ...row, jobId: id, lease, caller: { ...caller, permissions: new Set(permissions) },
    options: (): unknown => JSON.parse(Buffer.from(sealing.open(sealed, optionsAad(id))).toString('utf8')),
  };
}
