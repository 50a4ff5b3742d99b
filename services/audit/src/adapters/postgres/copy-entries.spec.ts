import { expect, test } from '@jest/globals';
import { createPool } from '@countersign/persistence';
import { Doorway, disposeAfterEach, privatePostgres } from '@countersign/testing';
import { CHAIN_START, appendToChain } from '../../domain/index.ts';
import { auditUnderTest, signIn } from '../../fixtures/audit-under-test.ts';
import { copyEntries } from './copy-entries.ts';

const under = auditUnderTest(privatePostgres);
const keep = disposeAfterEach();
const times = { connectMs: 5000, keepAliveMs: 1000, answerMs: 1000, idleMs: 10_000 };

test('rows that the database stops taking end their connection, and nothing else', async () => {
  const url = new URL(under.audit.urlOf('countersign_audit'));
  const door = keep(await Doorway.before(url.host, 0));
  url.host = door.address;
  const pool = createPool(url.href, { max: 1, applicationName: 'copy-entries-spec', statementTimeoutMs: 1000, times });
  const entries = [appendToChain(CHAIN_START, signIn('alice'))];
  try {
    const stalled = await pool.connect();
    await stalled.query('BEGIN');
    door.mode = 'silent';
    await expect(copyEntries(stalled, Date.now(), entries)).rejects.toThrow(/Connection terminated/);
    await expect(stalled.query('ROLLBACK')).rejects.toThrow(/not queryable|Connection terminated/);
    stalled.release();

    door.mode = 'open';
    const client = await pool.connect();
    await client.query('BEGIN');
    await copyEntries(client, Date.now(), entries);
    await client.query('COMMIT');
    expect((await client.query('SELECT sequence FROM audit.event')).rows).toEqual([{ sequence: '1' }]);
    client.release();
  } finally {
    await pool.end();
  }
});
