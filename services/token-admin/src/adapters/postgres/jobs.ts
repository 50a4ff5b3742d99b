import type * as adminApi from '@countersign/contracts/admin-api';
import type { NewJob } from '../../application/jobs/job-handler.ts';
import type { SessionSealing } from '../../application/ports.ts';
import { changed, made } from '../../application/recorded-change.ts';
import type { Caller } from '../../domain/caller.ts';
import { Refused } from '../../domain/refused.ts';
import type { ChangeSql, DirectoryDatabase } from './directory-database.ts';
import { chunkAad, optionsAad, storedCaller } from './job-leases.ts';
import { Conditions, type Page, type PageRequest, pageBackwards } from './page.ts';
import { oneWithin, within } from './reach.ts';
import { siteFilter } from './sites.ts';
import { insertRow, one, type Optional, type Source, type Sql } from './sql.ts';

type Job = adminApi.Job;

const source: Source = {
  columns: `j.id, j.kind, j.state, j.cancel_requested AND j.ended_at IS NULL AS cancelling, j.site_id AS "siteId", j.label, j.dry_run AS "dryRun",
    j.done::float8 AS done, j.total::float8 AS total, j.records::float8 AS records, j.attempt,
    CASE WHEN j.failure_code IS NOT NULL THEN jsonb_build_object('code', j.failure_code, 'detail', j.failure_detail) END AS failure,
    j.report -> 'counts' AS counts, j.created_by AS "createdBy", j.created_at AS "createdAt", j.started_at AS "startedAt", j.ended_at AS "endedAt"`,
  from: 'directory.job j',
  what: 'job',
};
const findJob = async (sql: Sql, id: string): Promise<Job> => one<Job>(sql, source, 'WHERE j.id = $1', [id]);

/** What waits is over at once, and so is what a run that died left; what a run works on, when that hears of it. */
const CANCEL = `
  UPDATE directory.job SET cancel_requested = true,
    (state, ended_at, lease, lease_until, sealed_options) = (
      SELECT CASE WHEN idle THEN 'cancelled' ELSE state END, CASE WHEN idle THEN now() END, CASE WHEN NOT idle THEN lease END,
        CASE WHEN NOT idle THEN lease_until END, CASE WHEN NOT idle THEN sealed_options END
      FROM (SELECT state = 'queued' OR lease_until < now() AS idle) AS it)
  WHERE id = $1 AND ended_at IS NULL`;

/** Bytes of a file that are kept as one row. */
const CHUNK_BYTES = 512 * 1024;
/** Files that arrive at once: each holds a connection for as long as it takes. */
const UPLOADS_AT_ONCE = 2;

export interface JobsParts {
  readonly database: DirectoryDatabase;
  /** Jobs' own connections: an upload holds one, and must not keep it from everybody else. */
  readonly uploads: DirectoryDatabase;
  readonly sealing: SessionSealing;
  /** A job has come in. */
  readonly wake: () => void;
}

/** Jobs as those see them who ask for them. */
export class Jobs {
  #uploading = 0;

  constructor(private readonly parts: JobsParts) {}

  /**
   * Takes a job in, with its file if there is one: all of it, or nothing.
   * @throws Refused already-exists while an exclusive one is under way; unavailable; whatever reading the file throws
   */
  async create(job: NewJob, caller: Caller, file?: AsyncIterable<Uint8Array>): Promise<Job> {
    const created = file === undefined
      ? await this.parts.database.change(caller, async (sql) => this.insert(sql, job, caller))
      : await this.#take(job, caller, file);
    this.parts.wake();
    return created;
  }

  async list(query: PageRequest & Optional<{ site: string; kind: adminApi.JobKind; state: adminApi.JobState }>, caller: Caller): Promise<Page<Job>> {
    return this.parts.database.read(async (sql) => {
      const where = new Conditions().add('j.site_id = ?', await siteFilter(sql, query.site, caller)).add('j.kind = ?', query.kind).add('j.state = ?', query.state);
      await within(sql, caller, 'job', where);
      return pageBackwards<Job>(sql, query, source, where, 'j.id');
    });
  }

  async get(id: string, caller: Caller): Promise<{ job: Job; report: adminApi.JobReport | null }> {
    return this.parts.database.read(async (sql) => {
      const { report, ...job } = await oneWithin<Job & { report: adminApi.JobReport | null }>(
        sql, caller, 'job', { ...source, columns: `${source.columns}, j.report` }, { id, idColumn: 'j.id' });
      return { job, report };
    });
  }

  async cancel(id: string, caller: Caller): Promise<Job> {
    return this.parts.database.change(caller, async (sql) => {
      const before = await oneWithin<Job>(sql, caller, 'job', source, { id, idColumn: 'j.id', lock: 'FOR UPDATE OF j' });
      if (before.endedAt !== null || before.cancelling) return before;
      await sql.run(CANCEL, [id]);
      const after = await findJob(sql, id);
      if (after.endedAt !== null) await sql.run('DELETE FROM directory.job_chunk WHERE job_id = $1', [id]);
      sql.record(changed('job', 'cancel', { before, after }));
      return after;
    });
  }

  async #take(job: NewJob, caller: Caller, file: AsyncIterable<Uint8Array>): Promise<Job> {
    if (this.#uploading >= UPLOADS_AT_ONCE) throw new Refused('unavailable', `${UPLOADS_AT_ONCE} files are arriving: wait until one has arrived.`);
    this.#uploading += 1;
    try {
      return await this.parts.uploads.change(caller, async (sql) => {
        await sql.mayIdle();
        const { id } = await this.insert(sql, job, caller);
        await sql.run('UPDATE directory.job SET total = $2 WHERE id = $1', [id, await this.#store(sql, id, file)]);
        return findJob(sql, id);
      });
    } finally {
      this.#uploading -= 1;
    }
  }

  /** Makes a job of a transaction's own, without a file; a runner finds it. @throws as {@link create} */
  async insert(sql: ChangeSql, { kind, siteId, label, dryRun, options, exclusive }: NewJob, caller: Caller): Promise<Job> {
    const id = sql.newId();
    const { actor } = caller;
    await insertRow(sql, 'job', {
      id, kind, site_id: siteId, label, dry_run: dryRun, exclusive, caller: storedCaller(caller), created_by: `${actor.kind}:${actor.label}`,
      sealed_options: Buffer.from(this.parts.sealing.seal(Buffer.from(JSON.stringify(options), 'utf8'), optionsAad(id))),
    });
    const job = await findJob(sql, id);
    sql.record(made('job', 'create', job));
    return job;
  }

  /** @returns the length of the file */
  async #store(sql: Sql, jobId: string, file: AsyncIterable<Uint8Array>): Promise<number> {
    let [length, index] = [0, 0];
    for await (const chunk of chunksOf(file)) {
      const sealed = Buffer.from(this.parts.sealing.seal(chunk, chunkAad(jobId, index)));
      await sql.run('INSERT INTO directory.job_chunk (job_id, index, sealed) VALUES ($1, $2, $3)', [jobId, index, sealed]);
      length += chunk.length;
      index += 1;
    }
    return length;
  }
}

async function* chunksOf(file: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of file) {
    pieces.push(piece);
    length += piece.length;
    if (length < CHUNK_BYTES) continue;
    yield Buffer.concat(pieces);
    [pieces, length] = [[], 0];
  }
  if (length > 0) yield Buffer.concat(pieces);
}
