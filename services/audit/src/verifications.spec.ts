import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import {
  type Actor, type Verification, cancelVerificationContract, readVerificationContract, startVerificationContract,
} from '@countersign/contracts';
import { eventually, privatePostgres } from '@countersign/testing';
import { type VerificationRecords, Verifications } from './application/verifications.ts';
import { auditUnderTest, signIn } from './fixtures/audit-under-test.ts';

const under = auditUnderTest(privatePostgres);
const start = () => under.audit.ask(startVerificationContract, {});
const read = (id: string) => under.audit.ask(readVerificationContract, { id });
const ended = async (id: string): Promise<Verification> => {
  let last = await read(id);
  await eventually(async () => {
    last = await read(id);
    expect(last.state).not.toBe('running');
  });
  return last;
};
/** What is begun meanwhile waits before its first page. */
async function held<Result>(work: () => Promise<Result>): Promise<Result> {
  await under.audit.admin.query('BEGIN; LOCK TABLE audit.segment_removal IN ACCESS EXCLUSIVE MODE');
  try {
    return await work();
  } finally {
    await under.audit.admin.query('COMMIT');
  }
}

test('a verification ends with a verdict', async () => {
  await under.audit.publish(...Array.from({ length: 30 }, (_, index) => signIn(`user-${index}`)));
  const { id, total } = await start();
  expect(total).toBe(30);
  expect(await ended(id)).toMatchObject({ state: 'done', checked: 30, verdict: { intact: true, events: 30, fault: null } });
});

test('a fault ends up in the verdict', async () => {
  await under.audit.publish(signIn('alice'), signIn('bob'));
  await under.audit.admin.query(`UPDATE audit.event SET event = jsonb_set(event, '{service}', '"x"') WHERE sequence = 2`);
  const { id } = await start();
  expect(await ended(id)).toMatchObject({ state: 'done', verdict: { intact: false, fault: { kind: 'changed', sequence: 2 } } });
});

describe('over a long trail', () => {
  const long = async (): Promise<void> => {
    for (let part = 0; part < 12; part += 1) await under.audit.publish(...Array.from({ length: 500 }, (_, index) => signIn(`user-${part}-${index}`)));
  };

  test('two who ask share one verification', async () => {
    await long();
    const id = await held(async () => {
      const [one, two] = await Promise.all([start(), start()]);
      expect(one.id).toBe(two.id);
      return one.id;
    });
    expect(await ended(id)).toMatchObject({ state: 'done', checked: 6000 });
    expect((await start()).id).not.toBe(id);
  });

  test('it can be cancelled, and a cancelled one stays so', async () => {
    await long();
    const { id } = await held(async () => {
      const begun = await start();
      expect((await under.audit.ask(cancelVerificationContract, { id: begun.id })).state).toBe('cancelled');
      return begun;
    });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(await read(id)).toMatchObject({ state: 'cancelled', verdict: null });
  });

  test('who did not begin it ends it only with the right to end anybody\'s', async () => {
    await under.audit.publish(signIn('alice'));
    const actor = (id: string, label = 'a'): Actor => ({ kind: 'administrator', id, label, address: null });
    await held(async () => {
      const { id } = await under.audit.ask(startVerificationContract, { actor: actor('1') });
      expect((await under.audit.ask(startVerificationContract, { actor: actor('2') })).id).toBe(id); // shared, and the first one's all the same
      await expect(under.audit.ask(cancelVerificationContract, { id, actor: actor('2') })).rejects.toMatchObject({ resultCode: 'forbidden' });
      expect((await read(id)).state).not.toBe('cancelled');
      expect((await under.audit.ask(cancelVerificationContract, { id, actor: actor('1', 'renamed') })).state).toBe('cancelled');
      const nobodys = await start();
      await expect(under.audit.ask(cancelVerificationContract, { id: nobodys.id, actor: actor('1') })).rejects.toMatchObject({ resultCode: 'forbidden' });
      expect((await under.audit.ask(cancelVerificationContract, { id: nobodys.id })).state).toBe('cancelled');
    });
  });

  test('stopping the process ends it', async () => {
    await long();
    const { id } = await start();
    await under.audit.restart();
    expect(['failed', 'done']).toContain((await read(id)).state);
  });
});

test('one whose process is gone counts as failed, and another may begin', async () => {
  const id = randomUUID();
  await under.audit.admin.query(`INSERT INTO audit.verification (id, state, total, started_at, beat_at) VALUES ('${id}', 'running', 1, now() - interval '5 minutes', now() - interval '2 minutes')`);
  expect((await read(id)).state).toBe('failed');
  expect((await start()).id).not.toBe(id);
});

test('one that is not there is not found', async () => {
  await expect(read(randomUUID())).rejects.toMatchObject({ resultCode: 'not-found' });
  await expect(under.audit.ask(cancelVerificationContract, { id: randomUUID() })).rejects.toMatchObject({ resultCode: 'not-found' });
});

test('progress is written at intervals, and its refusal ends the walk', async () => {
  let now = 0;
  const written: number[] = [];
  const ends: string[] = [];
  const records: VerificationRecords = {
    ownerOf: async () => null,
    begin: async (id) => ({ id, state: 'running', checked: 0, total: 10, startedAt: '', endedAt: null, verdict: null }),
    read: async () => undefined,
    progress: async (_, checked) => {
      written.push(checked);
      return written.length < 3;
    },
    end: async (_, state) => void ends.push(state),
  };
  const pages: number[] = [];
  const verifications = new Verifications({
    records, now: () => now, onError: (error) => { throw error; },
    verify: async (goOn) => {
      for (let checked = 1; checked < 100; checked += 1) {
        now += 100;
        pages.push(checked);
        if (!await goOn(checked)) return undefined;
      }
      throw new Error('nobody ended it');
    },
  });
  await verifications.start(undefined);
  await eventually(() => expect(ends).toEqual(['cancelled']));
  expect(written).toEqual([5, 10, 15]);
  expect(pages).toHaveLength(15);
});
