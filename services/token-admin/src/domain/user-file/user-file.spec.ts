import { describe, expect, test } from '@jest/globals';
import * as adminApi from '@countersign/contracts/admin-api';
import { instantOf } from './local-time.ts';
import { readUserFile } from './read-user-file.ts';
import { UserFileError, type UserFileEvent } from './user-record.ts';

async function read(file: string | Uint8Array, options: object = {}, timeZone = 'UTC'): Promise<UserFileEvent[]> {
  const bytes = typeof file === 'string' ? Buffer.from(file) : file;
  async function* pieces(): AsyncGenerator<Uint8Array, void> {
    for (let from = 0; from < bytes.length; from += 7) yield bytes.subarray(from, from + 7);
  }
  const events: UserFileEvent[] = [];
  for await (const event of readUserFile(pieces(), adminApi.userImportOptionsSchema.parse({ site: 'x', ...options }), timeZone)) events.push(event);
  return events;
}
const users = async (...asked: Parameters<typeof read>): Promise<unknown[]> =>
  (await read(...asked)).map((event) => (event.type === 'user' ? Object.fromEntries(Object.entries(event.user).filter(([, value]) => value !== undefined)) : event));

describe('a file of users', () => {
  test('has every field, found by the names of its columns', async () => {
    expect(await users('﻿account,Full name,Dept,department,mobile,mail,employee id,status,start date,end date,max sessions,active on site hosts,active on all hosts\r\nkim,"Kim, K.",x,Staff,+86 10,kim@example.com,007,enabled,2026-01-05,2026/12/31,2,yes,否\n')).toEqual([{
      login: 'kim', displayName: 'Kim, K.', group: 'Staff', mobile: '+86 10', email: 'kim@example.com', identifier: '007', enabled: true,
      startsAt: '2026-01-05T00:00:00.000Z', endsAt: '2026-12-31T23:59:59.999Z', maximumSessions: 2, activeOnSiteHosts: true, activeOnAllHosts: false,
    }]);
  });

  test('an export of ours comes back as it was', async () => {
    expect(await users("login,mobile,name\nkim,'+86 10,'tis\n")).toEqual([{ login: 'kim', mobile: '+86 10', displayName: "'tis" }]);
  });

  test('may have other names, or no header at all', async () => {
    expect(await users('Kennung;Name\nkim;Kim', { columns: { login: 'Kennung' } })).toEqual([{ login: 'kim' }]);
    expect(await users('Kim\tkim\n', { header: false, columns: { login: 2, displayName: 1 } })).toEqual([{ login: 'kim', displayName: 'Kim' }]);
  });

  test('may come from a spreadsheet in Chinese', async () => {
    const gb18030 = Buffer.from([0xb5, 0xc7, 0xc2, 0xbc, 0xc3, 0xfb, 0x2c, 0xd0, 0xd5, 0xc3, 0xfb, 0x0a, 0x6b, 0x69, 0x6d, 0x2c, 0xbd, 0xf0, 0x0a]); // 登录名,姓名 / kim,金
    expect(await users(gb18030, { encoding: 'gb18030' })).toEqual([{ login: 'kim', displayName: '金' }]);
    expect(await users(Buffer.from('\uFEFF登录名\t姓名\r\nkim\t金', 'utf16le'))).toEqual([{ login: 'kim', displayName: '金' }]);
    await expect(read(gb18030)).rejects.toMatchObject({ reason: 'invalid-text-encoding', detail: 'utf-8' });
  });

  test('names what is wrong with each record, and goes on', async () => {
    const rows = [
      ['', 'login-missing', null], [' ', 'login-missing', null], ['"a\nb"', 'invalid-login', null], ['kim,,nonsense', 'invalid-value', 'email'], ['kim,,,maybe', 'invalid-value', 'enabled'],
      ['kim,,,,2026-02-30', 'invalid-value', 'startsAt'], ['kim,,,,2026-03-01,2026-02-01', 'ends-before-start', null], ['kim,,,,,,extra', 'too-many-cells', '7 > 6'], ['"ki"m', 'bad-line', null],
      ['x'.repeat(200), 'invalid-login', null],
    ] as const;
    for (const [row, reason, detail] of rows) {
      const found = await read(`login,name,email,enabled,starts,ends\n,,${row === '' || row === ' ' ? 'a@example.com' : ''}\n${row}\nlast\n`);
      const at = row.trim() === '' ? 0 : 1;
      expect([row, found[at]]).toMatchObject([row, { type: 'refused', line: at + 2, reason, detail }]);
      expect(found.at(-1)).toMatchObject({ type: 'user', user: { login: 'last' } });
    }
  });

  test.each(['Password', 'PIN', 'Initial password', '口令', '初始密码', 'PIN码', 'Seed (base32)', 'User PIN', 'PIN (4 digits)', 'initialPin', '用户PIN', 'user_pwd', 'Initialkennwort'])('with a column %s repeats nothing that may have slipped out of it', async (secret) => {
    const header = `login,group,${secret},mail\n`;
    expect(await read(`${header}ann,Staff,Hidden 1,ann@example.com\n`)).toMatchObject([{ type: 'user', user: { login: 'ann', group: 'Staff' } }]);
    const slipped = await read(`${header}bob,Hidden 1,bob@example.com\nHidden 1,x\neve,Staff,Hidden 1,a,b\nkim,Staff,Hidden 1,nonsense\n`);
    expect(slipped).toMatchObject([
      { line: 2, login: null, reason: 'too-few-cells', detail: '3 < 4' }, { line: 3, login: null, reason: 'too-few-cells' }, { line: 4, login: null, reason: 'too-many-cells' },
      { line: 5, login: 'kim', reason: 'invalid-value', detail: 'email' },
    ]);
    expect(JSON.stringify(slipped)).not.toContain('Hidden');
    for (const columns of [{ login: 'login', group: secret }, { login: 3 }, { login: 1, displayName: 3 }]) {
      await expect(read(`${header}ann,Staff,Hidden 1,\n`, { columns })).rejects.toMatchObject({ reason: 'secret-column', detail: secret });
    }
  });

  test.each([
    ['nothing', '', {}, 'empty-file'], ['a header without a login', 'name,mail\nKim,kim@example.com', {}, 'no-login-column'], ['a header that cannot be read', 'na"me\n', {}, 'no-login-column'],
    ['columns that are not there', 'login\nkim', { columns: { login: 'login', email: 'mail' } }, 'unknown-column'], ['a number beyond the header', 'login\nkim', { columns: { login: 2 } }, 'unknown-column'],
    ['two columns of one name', 'login,login\nkim,lee', { columns: { login: 'login' } }, 'ambiguous-column'], ['names without a header', 'kim', { header: false, columns: { login: 'login' } }, 'unknown-column'],
    ['no columns without a header', 'kim', { header: false }, 'no-login-column'],
  ])('%s: none of it is read', async (_, file, options, reason) => {
    await expect(read(file, options)).rejects.toMatchObject({ constructor: UserFileError, reason });
  });
});

describe('dates', () => {
  test.each([
    ['2026-07-01', 'Asia/Shanghai', '2026-06-30T16:00:00.000Z'], ['2026年7月1日', 'Asia/Shanghai', '2026-06-30T16:00:00.000Z'], ['2026/7/1 8:30', 'Europe/Berlin', '2026-07-01T06:30:00.000Z'],
    ['2026-07-01T08:30:15+02:00', 'Asia/Shanghai', '2026-07-01T06:30:15.000Z'], ['2026.01.05 08:30:15', 'America/New_York', '2026-01-05T13:30:15.000Z'],
  ])('%s in %s', async (date, zone, at) => {
    expect(await users(`login,starts\nkim,${date}`, {}, zone)).toEqual([{ login: 'kim', startsAt: at }]);
  });

  test('where clocks are changed', () => {
    const at = (hour: number, day: number, month: number): string => new Date(instantOf({ year: 2026, month, day, hour, minute: 30, second: 0 }, 'Europe/Berlin') ?? 0).toISOString();
    expect(at(2, 29, 3)).toBe('2026-03-29T01:30:00.000Z'); // does not exist: an hour later by the clock
    expect(at(2, 25, 10)).toBe('2026-10-25T00:30:00.000Z'); // exists twice: the first
    expect(at(3, 25, 10)).toBe('2026-10-25T02:30:00.000Z');
    expect(instantOf({ year: 2026, month: 2, day: 30, hour: 0, minute: 0, second: 0 }, 'UTC')).toBeUndefined();
    expect(instantOf({ year: 2026, month: 2, day: 3, hour: 24, minute: 0, second: 0 }, 'UTC')).toBeUndefined();
  });
});
