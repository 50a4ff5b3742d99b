import { afterEach, describe, expect, test } from '@jest/globals';
import { eventually } from '@countersign/testing';
import { systemCaller } from '../../domain/caller.ts';
import { Refused } from '../../domain/refused.ts';
import { JobTaken, type JobHandler } from './job-handler.ts';
import { JOB_ATTEMPTS, JobRunner } from './job-runner.ts';
import type { RightsNow } from './job-rights.ts';
import type { ClaimedJob, JobStore, Lease } from './job-store.ts';

/** A store of one job, and what the runner did with it. */
class OneJob {
  readonly did: [string, unknown][] = [];
  answer: 'go-on' | 'cancel' | 'lost' = 'go-on';
  endRefused = false;

  constructor(private job: ClaimedJob | undefined) {}

  readonly store: JobStore = {
    claim: async () => {
      const claimed = this.job;
      this.job = undefined;
      return claimed;
    },
    renew: async () => this.answer,
    end: async (_lease: Lease, _progress, outcome) => {
      if (this.endRefused) throw new JobTaken('not yours');
      this.did.push(['end', outcome]);
    },
    handBack: async (_lease, again) => void this.did.push(['hand back', again]),
    chunk: async () => undefined,
    tidy: async () => {},
  };
}

const claimed = (facts: Partial<ClaimedJob> = {}): ClaimedJob => ({
  jobId: 'job', lease: 'lease', kind: 'token-import', siteId: null, dryRun: false, attempt: 1, caller: systemCaller('spec'), options: () => ({}), ...facts,
});

let runner: JobRunner | undefined;
const faults: unknown[] = [];
afterEach(async () => {
  await runner?.stop();
  faults.length = 0;
});

const handler = (work: JobHandler['run']): JobHandler => ({ kind: 'token-import', needs: () => ['tokens.import'], run: work });
const asEver: RightsNow = async (maker) => maker;

function run(one: OneJob, work: JobHandler['run'], rightsNow = asEver): void {
  runner = new JobRunner({
    store: one.store, handlers: [handler(work)], rightsNow, limits: { jobLeaseMs: 2000, jobPollMs: 20 }, onError: (error) => { faults.push(error); },
  });
  runner.start();
}
const untilAborted: JobHandler['run'] = async ({ signal }) => new Promise((_, reject) => {
  signal.addEventListener('abort', () => reject(new Refused('deadline-exceeded', 'the statement was ended'))); // what a database says then
});
const done = { state: 'done', report: null } as const;

describe('what becomes of a job', () => {
  test('that comes to its end', async () => {
    const one = new OneJob(claimed());
    run(one, async () => done);
    await eventually(() => expect(one.did).toEqual([['end', done]]));
  });

  test('that ends itself with its work is not ended again', async () => {
    const one = new OneJob(claimed());
    run(one, async (job) => {
      await job.end(async () => 1, done);
      return done;
    });
    await eventually(() => expect(one.did).toEqual([['end', done]]));
    await runner?.stop();
    expect(one.did).toHaveLength(1);
  });

  test.each(['unavailable', 'conflict', 'deadline-exceeded'] as const)('that meets a passing hindrance (%s): it is begun anew, later each time', async (code) => {
    for (const [attempt, afterMs] of [[1, 1_000], [3, 4_000]] as const) {
      const one = new OneJob(claimed({ attempt }));
      run(one, async () => { throw new Refused(code); });
      await eventually(() => expect(one.did).toEqual([['hand back', { afterMs, counts: true }]]));
      await runner?.stop();
    }
  });

  test('that has met it often enough, or is refused for good, fails by name', async () => {
    for (const [attempt, code] of [[JOB_ATTEMPTS, 'unavailable'], [1, 'not-found']] as const) {
      const one = new OneJob(claimed({ attempt }));
      run(one, async () => { throw new Refused(code, 'why'); });
      await eventually(() => expect(one.did).toEqual([['end', { state: 'failed', report: null, failure: { code, detail: 'why' } }]]));
      await runner?.stop();
    }
    expect(faults).toEqual([]);
  });

  test('whose handler throws anything else, or whose options cannot be opened: a fault of ours, told, and nothing of it in the job', async () => {
    for (const [facts, work] of [[{}, async () => { throw new Error('secret detail'); }], [{ options: () => { throw new Error('secret detail'); } }, async () => done]] as const) {
      const one = new OneJob(claimed(facts));
      run(one, work);
      await eventually(() => expect(one.did).toEqual([['end', { state: 'failed', report: null, failure: { code: 'internal-error', detail: null } }]]));
      await runner?.stop();
    }
    expect(faults).toHaveLength(2);
  });

  test('that is cancelled is cancelled, whatever its handler made of that', async () => {
    const one = new OneJob(claimed());
    one.answer = 'cancel';
    run(one, untilAborted);
    await eventually(() => expect(one.did).toEqual([['end', { state: 'cancelled' }]]));
  });

  test('that another run has: its end is not for this one to write', async () => {
    const one = new OneJob(claimed());
    one.answer = 'lost';
    let stopped = false;
    run(one, async (job) => untilAborted(job).finally(() => { stopped = true; }));
    await eventually(() => expect(stopped).toBe(true));
    await runner?.stop();
    expect(one.did).toEqual([]);
    const two = new OneJob(claimed());
    two.endRefused = true;
    run(two, async () => done);
    await runner?.stop();
    expect([two.did, faults]).toEqual([[], []]);
  });

  test('whose replica stops is handed back at once, and that run does not count', async () => {
    const one = new OneJob(claimed());
    let begun = false;
    run(one, async (job) => { begun = true; return untilAborted(job); });
    await eventually(() => expect(begun).toBe(true));
    await runner?.stop();
    expect(one.did).toEqual([['hand back', { afterMs: 0, counts: false }]]);
  });
});

describe('whose maker', () => {
  const notAllowed = ['end', { state: 'failed', report: null, failure: { code: 'forbidden', detail: expect.any(String) } }];
  const maker = systemCaller('spec');

  test.each<[string, Awaited<ReturnType<RightsNow>>]>([
    ['is gone', undefined], ['may not do this any more', { ...maker, permissions: new Set(['tokens.assign']) }],
  ])('%s when it begins: it is not begun', async (_, left) => {
    const one = new OneJob(claimed());
    let begun = false;
    run(one, async () => { begun = true; return done; }, async () => left);
    await eventually(() => expect(one.did).toEqual([notAllowed]));
    expect([begun, faults]).toEqual([false, []]);
  });

  test('loses what the run turned out to need besides: nothing of it is kept', async () => {
    const one = new OneJob(claimed());
    let now: Awaited<ReturnType<RightsNow>> = maker;
    run(one, async (job) => {
      job.needToo(['groups.write']);
      now = { ...maker, permissions: new Set(['tokens.import']) };
      await job.end(async () => 1, done);
      return done;
    }, async () => now);
    await eventually(() => expect(one.did).toEqual([notAllowed]));
  });

  test.each<[string, Awaited<ReturnType<RightsNow>>]>([
    ['goes', undefined], ['loses the permission', { ...maker, permissions: new Set(['tokens.assign']) }], ['gets another scope', { ...maker, scope: { kind: 'sites', ids: ['a'] } }],
  ])('%s while it runs: it is ended', async (_, left) => {
    const one = new OneJob(claimed());
    let now: Awaited<ReturnType<RightsNow>> = maker;
    run(one, async (job) => { now = left; return untilAborted(job); }, async () => now);
    await eventually(() => expect(one.did).toEqual([notAllowed]));
  });

  test('loses it at the very end: what was done is not kept', async () => {
    const one = new OneJob(claimed());
    let now: Awaited<ReturnType<RightsNow>> = maker;
    run(one, async (job) => {
      now = undefined;
      await job.end(async () => 1, done);
      return done;
    }, async () => now);
    await eventually(() => expect(one.did).toEqual([notAllowed]));
  });

  test('has less than when it was asked for: it runs with what is left', async () => {
    const one = new OneJob(claimed());
    const left = { ...maker, permissions: new Set(['tokens.import'] as const), scope: { kind: 'sites' as const, ids: ['a'] } };
    let seen: unknown;
    run(one, async ({ caller }) => { seen = caller; return done; }, async () => left);
    await eventually(() => expect(one.did).toEqual([['end', done]]));
    expect(seen).toBe(left);
  });

  test('cannot be looked up now: it is begun anew', async () => {
    const one = new OneJob(claimed());
    run(one, async () => done, async () => { throw new Refused('unavailable'); });
    await eventually(() => expect(one.did).toEqual([['hand back', { afterMs: 1_000, counts: true }]]));
  });
});

test('a run that cannot give a sign of life ends itself when its lease is over', async () => {
  const one = new OneJob(claimed());
  let stopped = false;
  const deaf: JobStore = { ...one.store, renew: async () => { throw new Refused('unavailable'); } };
  runner = new JobRunner({ store: deaf, handlers: [handler(async (job) => untilAborted(job).finally(() => { stopped = true; }))], rightsNow: asEver, limits: { jobLeaseMs: 200, jobPollMs: 20 }, onError: () => {} });
  runner.start();
  await eventually(() => expect(stopped).toBe(true));
  await runner.stop();
  expect(one.did).toEqual([]);
});
