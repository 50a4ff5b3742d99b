/** Tokens, their files, and jobs. Against a whole server. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { TokenState } from '@countersign/contracts';
import type * as adminApi from '@countersign/contracts/admin-api';
import { startStandalone } from '@countersign/standalone';
import { privatePostgres } from '@countersign/testing';
import { type Made, ServerUnderTest } from './server-under-test.ts';
import { codeOf, printed } from './spec-support.ts';

const server = ServerUnderTest.use({ privatePostgres, startStandalone });

beforeAll(async () => {
  await server.ok('user add carl --site Office');
  await server.ok('user add dora --site Office/Lab');
});

describe('token', () => {
  it('add makes one for an app, with a QR code that only its owner may read', async () => {
    const made = await server.ok<Made>(`token add --site Office/Lab --type hotp --digits 8 --serial 000042 --no-pin --assign dora --qr ${server.inFolder('token.png')}`);
    expect(made).toMatchObject({ token: { serial: '000042', algorithm: 'hotp', digits: 8, usePin: false, assignment: { login: 'dora' } } });
    expect(made.otpauth).toMatch(/^otpauth:\/\/hotp\//);
    expect(statSync(server.inFolder('token.png')).mode & 0o777).toBe(0o600);
    expect(readFileSync(server.inFolder('token.png')).subarray(1, 4).toString()).toBe('PNG');
    await server.refused(`token add --site Office --qr ${server.inFolder('token.png')}`, 2, 'file-not-written');
    await server.refused(`token add --site Office --assign nobody --qr ${server.inFolder('other.png')}`, 3, 'not-found');
    expect(() => statSync(server.inFolder('other.png'))).toThrow('ENOENT');
    const text = await server.countersign('token add --site Office');
    expect(text.stdout).toMatch(/\notpauth:\/\/totp\/[^\n]+\n\s*[▄█▀]/);
  });

  it('assign, unassign, enable, disable, lost, found, set, show, list and remove', async () => {
    await server.ok('token add --site Office --serial T1');
    expect(await server.ok('token assign T1 dora')).toMatchObject({ assignment: { login: 'dora' } });
    await server.refused('token assign T1 carl', 4, 'token-assigned');
    await server.refused('token remove T1', 4, 'token-assigned');
    expect(await server.ok('token disable T1')).toMatchObject({ enabled: false });
    expect(await server.ok('token enable T1')).toMatchObject({ enabled: true });
    expect(await server.ok('token lost T1')).toMatchObject({ lost: true });
    expect((await server.countersign('token list --user dora --lang zh')).stdout).toMatch(/T1 +totp +6 +丢失 +dora/);
    expect(await server.ok('token found T1')).toMatchObject({ lost: false });
    expect(await server.ok('token set T1 --ends 2027-12-31 --use-pin no --next-tokencode no --one-time yes')).toMatchObject({ usePin: false, allowNextTokencode: false, oneTime: true });
    await server.refused('token set T1', 2, 'bad-usage');
    expect(await server.ok<{ state: TokenState }>('token show T1')).toMatchObject({ token: { serial: 'T1' }, state: { mode: 'normal', pinSet: false } });
    expect(await server.ok('token unassign T1')).toMatchObject({ assignment: null });
    expect(await server.ok('token show T1')).toMatchObject({ state: null });
    expect((await server.ok<adminApi.Token[]>('token list --assigned no --search T --enabled yes --site Office')).map(({ serial }) => serial)).toEqual(['T1']);
    expect(await server.ok('token remove T1')).toEqual({ done: true });
    await server.refused('token show T1', 3, 'not-found');
  });

  it('pin and mode need an assigned token; sync takes two codes', async () => {
    const { otpauth } = await server.ok<Made>('token add --site Office --type totp --serial T2');
    await server.refused('token pin T2 --stdin', 4, 'token-not-assigned', '1234');
    await server.refused('token mode T2 new-pin', 4, 'token-not-assigned');
    await server.ok('token assign T2 dora');
    expect(await server.ok('token pin T2 --stdin', '1234')).toEqual({ done: true });
    expect(await server.ok('token mode T2 next-tokencode')).toEqual({ done: true });
    expect((await server.countersign('token show T2')).stdout).toMatch(/Mode +next-tokencode\nPIN set +yes\n/);
    expect(await server.ok('token mode T2 normal')).toEqual({ done: true });
    expect(await server.ok('token pin T2 --clear')).toEqual({ done: true });
    expect(await server.ok('token show T2')).toMatchObject({ state: { mode: 'normal', pinSet: false } });
    await server.refused('token pin T2', 2, 'bad-usage');
    await server.refused('token pin T2 --stdin', 2, 'bad-request', 'no good pin');
    await server.refused('token mode T2 sideways', 2, 'bad-usage');
    expect(await server.ok<{ driftSteps: number }>(`token sync T2 ${codeOf(otpauth, 20)} ${codeOf(otpauth, 21)}`)).toEqual({ driftSteps: expect.any(Number) });
    const wrong = await server.countersign('token sync T2 000000 000001');
    expect(wrong.exitCode).toBe(1);
  });
});

describe('token import', () => {
  const csv = (...lines: readonly string[]): string => {
    writeFileSync(server.inFolder('seeds.csv'), lines.map((line) => `${line}\n`).join(''));
    return server.inFolder('seeds.csv');
  };
  const good = (serial: string): string => `${serial}, 3132333435363738393031323334353637383930, totp, 6, 30`;

  it('imports all or nothing, unless --partial; exits 1 when anything was refused', async () => {
    const file = csv(good('I1'), 'I2, no hexadecimal digits, totp, 6, 30', good('I3'));
    const report = async (flags: string): Promise<{ exitCode: number; report: adminApi.ImportReport }> => {
      const result = await server.countersign(`token import ${file} --site Office --format oath-csv --json${flags}`);
      return { exitCode: result.exitCode, report: printed(result) as adminApi.ImportReport };
    };
    const all = await report('');
    expect(all).toMatchObject({ exitCode: 1, report: { imported: 0, refusedCount: 1, refused: [{ line: 2, reason: expect.any(String) }] } });
    expect(await report(' --partial --dry-run')).toMatchObject({ exitCode: 1, report: { imported: 2, dryRun: true } });
    expect(await report(' --partial --mode no-pin --kind mobile --enable')).toMatchObject({ exitCode: 1, report: { imported: 2, dryRun: false } });
    expect(await server.ok('token show I3')).toMatchObject({ token: { usePin: false, enabled: true, kind: 'mobile' } });
    const again = await server.countersign(`token import ${file} --site Office --lang zh`);
    expect(again.exitCode).toBe(1);
    expect(again.stderr).toContain('--partial');
    expect(again.stdout).toMatch(/^已导入 0，拒绝 3，警告 0\n\n *行 +序列号 +拒绝原因\n/);
  });

  it('imports disabled tokens with a PIN unless told otherwise', async () => {
    expect(await server.ok(`token import ${csv(good('I4'))} --site Office`)).toMatchObject({ imported: 1, refused: [], warnings: [] });
    expect(await server.ok('token show I4')).toMatchObject({ token: { usePin: true, enabled: false, kind: 'hardware' } });
  });

  it('gives tokens to the users that the file names, when told to, and names those whom it does not find', async () => {
    await server.ok('user add petra --site Office');
    const file = csv('user, serial, secret', `petra@example.com, I5, 3132333435363738393031323334353637383930`, `nobody, I6, 3132333435363738393031323334353637383930`);
    expect(await server.ok(`token import ${file} --site Office --dry-run`)).toMatchObject({ imported: 2, assigned: 0, warnings: expect.arrayContaining([expect.objectContaining({ warning: 'users-not-assigned' })]) });
    const assigned = await server.countersign(`token import ${file} --site Office --assign login-without-domain`);
    expect(assigned.stdout).toMatch(/^Imported 2, assigned 1, refused 0, warnings 2\n/);
    expect(assigned.stdout).toContain('unknown-user: nobody');
    expect(await server.ok('token show I5')).toMatchObject({ token: { assignment: { login: 'petra' } } });
  });

  it('opens an encrypted file with its key or its password, and says so when that is wrong', async () => {
    const vectors = path.join(import.meta.dirname, 'vectors');
    const [withKey, withPassword] = [path.join(vectors, 'rfc6030-figure6.xml'), path.join(vectors, 'rfc6030-figure7.xml')];
    writeFileSync(server.inFolder('key'), '12345678901234567890123456789012\n', { mode: 0o600 });
    expect(await server.ok(`token import ${withKey} --site Office --key-file ${server.inFolder('key')} --dry-run`)).toMatchObject({ imported: 1 });
    expect(await server.ok(`token import ${withPassword} --site Office --password-stdin --dry-run`, 'qwerty')).toMatchObject({ imported: 1 });
    const wrong = await server.countersign(`token import ${withPassword} --site Office --password-stdin --json`, 'asdfgh');
    expect(wrong.exitCode).toBe(1);
    expect(printed(wrong)).toMatchObject({ imported: 0, refused: [{ reason: expect.stringMatching(/mac|password|decrypt/) }] });
    expect(wrong.stdout + wrong.stderr).not.toContain('asdfgh');
  });

  it('exits 2 for files and values that cannot be used', async () => {
    await server.refused(`token import ${server.inFolder('absent.xml')} --site Office`, 2, 'file-unreadable');
    await server.refused(`token import ${server.folder} --site Office`, 2, 'file-unreadable');
    await server.refused(`token import ${csv(good('I5'))} --site Office --password-stdin --key-file x`, 2, 'bad-usage');
    writeFileSync(server.inFolder('badkey'), 'not hexadecimal\n', { mode: 0o600 });
    const error = await server.refused(`token import ${csv(good('I5'))} --site Office --key-file ${server.inFolder('badkey')}`, 2, 'bad-request');
    expect(JSON.stringify(error)).not.toContain('not hexadecimal');
    await server.refused(`token import ${csv(good('I5'))} --site Nowhere`, 3, 'not-found');
  });
});

describe('user import and jobs', () => {
  const csv = (...lines: readonly string[]): string => {
    writeFileSync(server.inFolder('people.csv'), lines.map((line) => `${line}\n`).join(''));
    return server.inFolder('people.csv');
  };
  interface Found { readonly job: adminApi.Job; readonly report: adminApi.JobReport }

  it('imports all or nothing, unless --partial; exits 1 when anything was refused', async () => {
    const file = csv('Account;Full;Team', 'mia;Mia;Night', 'noa;Noa;Nobody');
    const flags = '--column login=Account --column displayName=2 --column group=Team';
    const all = await server.countersign(`user import ${file} --site Office ${flags} --json`);
    expect([all.exitCode, printed(all)]).toMatchObject([1, { job: { state: 'done', label: 'people.csv', counts: { created: 0, refused: 2 } }, report: { lines: [{ line: 2, reason: 'group-unknown' }, { line: 3 }] } }]);
    const text = await server.countersign(`user import ${file} --site Office ${flags} --lang zh`);
    expect(text.stdout).toMatch(/种类 +导入用户\n[\s\S]*结果 +可用记录 2[\s\S]*group-unknown: Nobody\n$/);
    expect(await server.ok<Found>(`user import ${file} --site Office ${flags} --make-groups --dry-run`)).toMatchObject({ job: { dryRun: true, counts: { created: 2, 'groups-made': 2 } } });
    expect(await server.ok<Found>(`user import ${file} --site Office ${flags} --make-groups`)).toMatchObject({ job: { counts: { created: 2, 'groups-made': 2 } } });
    expect(await server.ok('user show noa')).toMatchObject({ displayName: 'Noa', groupId: expect.any(String) });
    expect(await server.ok<Found>(`user import ${csv('mia,Mimi')} --site Office --no-header --column login=1 --column displayName=2 --existing update`)).toMatchObject({ job: { counts: { updated: 1 } } });
    await server.refused(`user import ${file} --site Office --column colour=1`, 2, 'bad-usage');
  });

  it('goes on behind the command where that is wanted; jobs are listed, shown, waited for and cancelled', async () => {
    writeFileSync(server.inFolder('more.csv'), 'J1,3132333435363738393031323334353637383930,totp,6,30\n');
    const { job: { id } } = await server.ok<Found>(`token import ${server.inFolder('more.csv')} --site Office --background`);
    expect(await server.ok(`job show ${id} --wait`)).toMatchObject({ job: { state: 'done', label: 'more.csv', counts: { imported: 1 } }, report: { lines: [] } });
    expect((await server.ok<adminApi.Job[]>('job list --kind token-import --site Office'))[0]).toMatchObject({ id });
    expect((await server.countersign('job list')).stdout).toMatch(/token import +more\.csv +done +read 1, imported 1, refused 0, warnings 0 /);
    expect(await server.ok(`job cancel ${id}`)).toMatchObject({ state: 'done' });
    expect((await server.countersign(`job cancel ${id}`)).stdout).toBe('The job is done.\n');
    await server.refused('job show 018f0000-0000-7000-8000-000000000000', 3, 'not-found');
  });
});
