import { beforeEach, expect, test } from '@jest/globals';
import { migrate } from '@countersign/persistence';
import { privatePostgres } from '@countersign/testing';
import { auditUnderTest, signIn } from '../fixtures/audit-under-test.ts';
import { appendToChain, CHAIN_START, type ChainHead } from '../domain/index.ts';
import { migrations } from './index.ts';

const under = auditUnderTest(privatePostgres);
const url = (): string => under.audit.urlOf('countersign_audit_owner');

beforeEach(async () => {
  await under.audit.stop();
  await under.audit.admin.query(`DROP TABLE audit.event, audit.name, audit.segment, audit.segment_removal, audit.verification, audit.forwarding, audit.migrations CASCADE;
    DROP FUNCTION audit.ensure_partition, audit.detach_segment, audit.drop_segment, audit.words`);
  await migrate({ url: url(), schema: 'audit', migrations: migrations.slice(0, 1) });
});

test('a trail of before keeps its entries and its chain, and is found by text', async () => {
  let head: ChainHead = CHAIN_START;
  for (let index = 0; index < 100; index += 1) {
    const entry = appendToChain(head, signIn(`user-${index}`));
    head = entry;
    await under.audit.admin.query('INSERT INTO audit.event VALUES ($1, $2, $3, $4, $5)',
      [entry.sequence, entry.event.id, entry.event.at, JSON.stringify(entry.event), entry.digest]);
  }
  await under.audit.start();
  await under.audit.publish(signIn('after'));
  expect(await under.audit.verify()).toMatchObject({ intact: true, events: 101 });
  expect(await under.audit.logins({ text: 'user 7' }, { limit: 2 })).toEqual(['user-79', 'user-78']);
});

test('partitions are made within bounds', async () => {
  await migrate({ url: url(), schema: 'audit', migrations });
  await under.audit.admin.query(`SELECT audit.ensure_partition('2026-01-01')`);
  await expect(under.audit.admin.query(`SELECT audit.ensure_partition('2199-01-01')`)).rejects.toMatchObject({ code: '22023' });
});
