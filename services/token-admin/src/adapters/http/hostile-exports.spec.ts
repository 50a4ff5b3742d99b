/** Every answer that is CSV, full of texts that a spreadsheet would calculate: those of administrators, of files and of devices. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  auditListContract, CsvRecords, refusedReportContract, resultsReportContract, signInsReportContract, tokenStatesContract, userStatesContract,
} from '@countersign/contracts';
import * as api from '@countersign/contracts/admin-api';
import { privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';
import { serveEverythingUnused } from '../../spec-support/unused.ts';

const FORMULA = '=HYPERLINK("http://192.0.2.1","x")';
/** What administrators may write, and what only devices and files say. */
const WRITTEN = [FORMULA, `+${FORMULA}`, `-${FORMULA}`, `@${FORMULA}`, `"${FORMULA}`, `'${FORMULA}`, `＝${FORMULA}`];
const SENT = [...WRITTEN, `\t${FORMULA}`, `\r${FORMULA}`, ` ${FORMULA}`, `\u200B${FORMULA}`, `\n${FORMULA}`];
/** Whatever stands before the sign, but for an apostrophe: behind that nothing is calculated. */
const DANGEROUS = /^(?!')(?:[\s"`\p{Cf}\p{Cc}]*[=+\-@＝＋－＠]|[\t\r\n])/u;
/** Reports of which no text comes from outside. */
const COUNTED = new Set(['sign-ins', 'results']);

let server: PrivatePostgres;
let admin: TokenAdminUnderTest;
let siteId: string;
const jobs: string[] = [];

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server, { limits: { jobPollMs: 20 } });
  siteId = (await admin.make('/sites', { name: FORMULA.replaceAll('/', '') })).id;
  for (const [index, text] of WRITTEN.entries()) await furnish(text, index);
  await admin.database.query("UPDATE directory.assignment SET assigned_at = now() - interval '400 days'");
  const users = `login,email\n${SENT.map((text) => `"${text.replaceAll('"', '""')}${'x'.repeat(128)}",a\n`).join('')}`;
  const tokens = SENT.map((text) => `"${text.replaceAll('"', '""')}",nonsense,totp,6,30\n`).join('');
  jobs.push((await admin.upload('/jobs/user-imports', users, { site: siteId }, api.USER_IMPORT_CONTENT_TYPE)).body.id);
  jobs.push((await admin.upload('/jobs/token-imports', tokens, { site: siteId, format: 'oath-csv' })).body.id);
  for (const id of jobs) await admin.job(id, 'failed', 'done');
  await serveNeighbours();
});
afterAll(async () => {
  expect(admin.errors).toEqual([]);
  await admin?.stop();
  await server.stop();
});

async function furnish(text: string, index: number): Promise<void> {
  const group = await admin.make('/groups', { siteId, name: text });
  const user = await admin.make('/users', { siteId, groupId: group.id, login: text, displayName: text, mobile: text.slice(0, 32), identifier: text, openedAt: '2020-01-01T00:00:00Z' });
  const { token } = await admin.make('/tokens/make', { siteId, serial: text, assignTo: user.id });
  await admin.call('PATCH', `/tokens/${token.id}`, { endsAt: new Date(Date.now() + 86_400_000).toISOString() });
  await admin.make('/agent-hosts', { siteId, name: text, addresses: [{ address: `10.0.0.${index + 1}` }, { address: `10.0.1.${index + 1}`, name: text }], secret: 'a secret of hosts' });
}

async function serveNeighbours(): Promise<void> {
  const { bus } = admin;
  const at = new Date().toISOString();
  await bus.serve(userStatesContract, async () => ({ states: [] }));
  await bus.serve(tokenStatesContract, async () => ({ states: [] }));
  await serveEverythingUnused(admin);
  await bus.serve(signInsReportContract, async () => ({ rows: [{ from: at, accepted: 1, challenged: 1, refused: 1 }] }));
  await bus.serve(resultsReportContract, async () => ({ rows: [{ result: 'wrong-password', count: 1 }] }));
  await bus.serve(refusedReportContract, async () => ({ rows: SENT.map((name) => ({ name, refused: 1, result: 'wrong-password', lastAt: at })) }));
  await bus.serve(auditListContract, async () => ({
    entries: SENT.map((text, index) => ({ sequence: index + 1, event: {
      id: randomUUID(), at, kind: 'sign-in', result: 'wrong-password', service: 'auth', site: null, user: { id: null, login: text }, agentHost: { id: randomUUID(), name: text },
      host: text, object: { type: 'user', id: text, label: text }, requestKey: null, detail: { [text]: text },
    } } as const)), next: null,
  }));
}

const files = api.operations.filter(({ streams }: api.Operation) => streams?.includes('text/csv') === true).flatMap(({ path }) => {
  if (path.includes('{name}')) return api.reportNameSchema.options.map((name) => path.replace('{name}', name));
  return path.startsWith('/jobs/') ? [`${path}#0`, `${path}#1`] : [path];
});

test.each(files)('%s', async (file) => {
  const [path = '', job] = file.split('#');
  const query = path.endsWith('/csv') ? '?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z' : path.startsWith('/reports/') ? '?days=30' : '';
  const { status, body } = await admin.call('GET', `${path.replace('{id}', jobs[Number(job)] ?? '')}${query}`);
  expect(status).toBe(200);
  const records = new CsvRecords(',');
  const rows = [...records.push(String(body).replace('\uFEFF', '')), ...records.end()].map(({ cells }) => cells ?? ['a line that is no CSV']);
  expect(rows.flat()).not.toContain('a line that is no CSV');
  if (!COUNTED.has(path.split('/')[2] ?? '')) expect(rows.flat().filter((cell) => cell.includes('HYPERLINK')).length).toBeGreaterThanOrEqual(WRITTEN.length);
  expect(rows.flat().filter((cell) => DANGEROUS.test(cell))).toEqual([]);
});

test('a file that says what no database keeps ends as a report, and not as a fault', async () => {
  const users = `login,email\n"a\u0000b",x\n"${'\u{1F600}'.repeat(127)}xx",a\n"x${'\u{1F600}'.repeat(300)}",a\n"\u202Eeve",x\n`;
  const { body: { id } } = await admin.upload('/jobs/user-imports', users, { site: siteId, partial: true, fileName: 'people.csv' }, api.USER_IMPORT_CONTENT_TYPE);
  const { job, report } = await admin.job(id, 'failed', 'done');
  expect([job.state, job.counts?.refused]).toEqual(['done', 4]);
  expect(report?.lines.map(({ subject }) => subject?.slice(0, 4))).toEqual(['a\uFFFDb', '\u{1F600}\u{1F600}', 'x\u{1F600}\u{1F600}'.slice(0, 4), '\uFFFDeve']);
});
