import { expect, test } from '@jest/globals';
import { defaultConnectionTimes } from '@countersign/persistence';
import { Doorway, disposeAfterEach, eventually, privatePostgres } from '@countersign/testing';
import { auditUnderTest } from '../../fixtures/audit-under-test.ts';
import { takeOutSegment } from './take-out-segment.ts';

const under = auditUnderTest(privatePostgres);
const keep = disposeAfterEach();

test('a connection that is lost while a month is taken out fails this alone', async () => {
  const { admin, retentionUrl } = under.audit;
  const url = new URL(retentionUrl);
  const door = keep(await Doorway.before(url.host, 0));
  url.host = door.address;
  await admin.query("CREATE OR REPLACE FUNCTION audit.detach_segment(segment text) RETURNS void LANGUAGE sql AS 'SELECT pg_sleep(600)'");
  const taken = takeOutSegment(url.href, 'event_2020_01', true, defaultConnectionTimes).catch((error: unknown) => error);
  const atWork = async () => (await admin.query<{ pid: number }>("SELECT pid FROM pg_stat_activity WHERE application_name = 'countersign-audit-retention' AND query LIKE '%detach_segment%'")).rows;
  const [backend] = await eventually(async () => {
    const rows = await atWork();
    expect(rows).toHaveLength(1);
    return rows;
  });
  try {
    await door.stop();
    expect(await taken).toMatchObject({ message: 'Connection terminated unexpectedly' });
  } finally {
    await admin.query('SELECT pg_terminate_backend($1)', [backend?.pid]);
  }
});
