/** Every command against a whole server: services in one process on a real PostgreSQL, RADIUS over UDP. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { types } from 'node:util';
import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { adminApi, AuditEntry, TokenState } from '@countersign/contracts';
import { type Standalone, startStandalone } from '@countersign/standalone';
import { eventually, privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { cli, type CliResult, codeOf, printed } from './spec-support.ts';

const SECRET = 'testing123';
const local = { host: '127.0.0.1', port: 0 };
let postgres: PrivatePostgres;
let server: Standalone;
let folder: string;
const faults: unknown[] = [];

/** Jest gives each file a global `Error` of its own, and what the system throws is none of that one. */
Object.defineProperty(Error, Symbol.hasInstance, {
  value(this: unknown, candidate: unknown): boolean {
    return this === Error ? types.isNativeError(candidate) : Function.prototype[Symbol.hasInstance].call(this, candidate);
  },
});

beforeAll(async () => {
  postgres = await privatePostgres();
  folder = mkdtempSync(path.join(tmpdir(), 'countersign-cli-'));
  const config = { dataDir: path.join(folder, 'data'), http: local, radius: local, accounting: local, databaseUrl: postgres.url('postgres'), demo: false };
  server = await startStandalone(config, { onError: (error) => { faults.push(error); } });
  await ok('site add Office');
  await ok('site add Lab --parent Office');
  await ok('site add Branch');
});

afterAll(async () => {
  await server?.stop();
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const inFolder = (name: string): string => path.join(folder, name);

/** Runs a command line; words are split at spaces, so nothing in it may hold one. */
function countersign(line: string, ...stdin: readonly string[]): Promise<CliResult> {
  return cli(line.split(' '), { stdin, environment: { COUNTERSIGN_URL: server.httpUrl, COUNTERSIGN_API_KEY_FILE: server.apiKeyFile } });
}

/** The JSON of a command that must succeed. */
async function ok<T>(line: string, ...stdin: readonly string[]): Promise<T> {
  const result = await countersign(`${line} --json`, ...stdin);
  if (result.exitCode !== 0 || result.stderr !== '') throw new Error(`${line}: ${result.exitCode} ${result.stdout}${result.stderr}`);
  return printed(result) as T;
}

/** The error of a command that must fail. */
async function refused(line: string, exitCode: number, code: string, ...stdin: readonly string[]): Promise<{ items: string[]; message: string; detail: string }> {
  const result = await countersign(`${line} --json`, ...stdin);
  expect({ line, exitCode: result.exitCode, ...printed(result) as object }).toMatchObject({ line, exitCode, error: { code, exitCode } });
  return (printed(result) as { error: { items: string[]; message: string; detail: string } }).error;
}

describe('policy', () => {
  it('set and show: a value that is not set is inherited, one that cannot work is refused', async () => {
    await ok('policy set pinMinimum=6 language=zh');
    expect(await ok('policy set --site Office/Lab lockSeconds=60 pinMinimum=5')).toMatchObject({ policy: { lockSeconds: 60, pinMinimum: 5 }, effective: { language: 'zh', pinMinimum: 5 } });
    expect(await ok('policy set --site Office/Lab pinMinimum=')).toMatchObject({ policy: { lockSeconds: 60 }, effective: { pinMinimum: 6 } });
    const { stdout } = await countersign('policy show --site Office/Lab');
    expect(stdout).toMatch(/lockSeconds:? +60 {2}\*/);
    expect(stdout).toMatch(/pinMinimum:? +6\n/);
    await refused('policy set pinMaximum=5', 1, 'policy-impossible');
    await refused('policy set pinMinimum=three', 2, 'bad-usage');
    await refused('policy set pinLength=3', 2, 'bad-usage');
    await ok('policy set pinMinimum= language=');
    await ok('policy set --site Office/Lab lockSeconds=');
  });
});

describe('site and group', () => {
  it('list, show, rename and remove; a site is meant by its path, name or identifier', async () => {
    const lab = await ok<adminApi.Site>('site show Office/Lab');
    expect(await ok(`site show ${lab.id}`)).toEqual(lab);
    expect((await ok<adminApi.Site[]>('site list --site Office')).map(({ name }) => name)).toEqual(['Office', 'Lab']);
    expect((await countersign('site list')).stdout).toMatch(/Site\s+Created\s+Identifier\n[\s\S]*\nBranch /);
    await ok('site add Depot');
    expect(await ok('site set Depot --name Warehouse')).toMatchObject({ name: 'Warehouse' });
    expect(await ok('site remove Warehouse')).toEqual({ done: true });
    await refused('site show Warehouse', 3, 'not-found');
    await refused('site add Lab --parent Nowhere', 3, 'not-found');
    await refused('site add Office', 4, 'already-exists');
    await refused('site add a/b', 2, 'bad-request');
  });

  it('names the candidates where a name means several', async () => {
    await ok('site add Lab --parent Branch');
    expect(await refused('group add staff --site Lab', 5, 'ambiguous-name')).toMatchObject({ items: ['Branch/Lab', 'Office/Lab'] });
    const staff = await ok<adminApi.Group>('group add staff --site Office/Lab');
    await ok('group add staff --site Branch/Lab');
    expect(await refused('group show staff', 5, 'ambiguous-name')).toMatchObject({ items: ['Branch/Lab', 'Office/Lab'] });
    expect(await ok('group show staff --site Office/Lab')).toEqual(staff);
    expect(await ok(`group show ${staff.id}`)).toEqual(staff);
    expect(await ok('group list --site Office/Lab')).toEqual([staff]);
    expect(await ok('group set staff --site Branch/Lab --name guests')).toMatchObject({ name: 'guests' });
    expect((await countersign('group list')).stdout).toMatch(/guests +Branch\/Lab/);
    expect(await ok('group remove guests')).toEqual({ done: true });
  });
});

describe('user', () => {
  it('add and set take every field', async () => {
    const added = await ok<adminApi.User>('user add zoe --site Office/Lab --group staff --display-name Zoë --starts 2026-01-01 --ends 2027-12-31T18:00Z --password-stdin', 'correct horse');
    expect(added).toMatchObject({ login: 'zoe', displayName: 'Zoë', endsAt: '2027-12-31T18:00:00.000Z', passwordSet: true });
    expect(added.startsAt).toBe(new Date(2026, 0, 1).toISOString());
    const set = await ok<adminApi.User>('user set zoe --login zoe2 --mobile +861380000 --email zoe@example.com --ends 2027-06-30 --group none --active-on-site-hosts yes --active-on-all-hosts no --password-stdin --password-expires 2027-01-01 --password-must-change yes', 'battery staple');
    expect(set).toMatchObject({
      login: 'zoe2', mobile: '+861380000', email: 'zoe@example.com', groupId: null, activeOnSiteHosts: true, activeOnAllHosts: false, displayName: 'Zoë',
      endsAt: new Date(new Date(2027, 6, 1).getTime() - 1).toISOString(), passwordMustChange: true, passwordExpiresAt: expect.any(String),
    });
    expect(await ok('user set zoe2 --starts none --mobile none --remove-password')).toMatchObject({ startsAt: null, mobile: null, passwordSet: false });
    expect((await countersign('user show zoe2')).stdout).toMatch(/^Login +zoe2\nDisplay name +Zoë\nSite +Office\/Lab\n/);
    expect((await countersign('user show zoe2 --lang zh')).stdout).toMatch(/^登录名 +zoe2\n显示名 +Zoë\n站点 +Office\/Lab\n/);
    expect(await ok('user disable zoe2')).toMatchObject({ enabled: false });
    expect(await ok('user enable ZOE2')).toMatchObject({ enabled: true });
    expect(await ok('user unlock zoe2')).toEqual({ done: true });
    expect((await ok<adminApi.User[]>('user list --search zo --site Office/Lab')).map(({ login }) => login)).toEqual(['zoe2']);
    expect(await ok('user list --group staff')).toEqual([]);
    expect(await ok('user remove zoe2')).toEqual({ done: true });
    await refused('user show zoe2', 3, 'not-found');
  });

  it('refuses what cannot be, and makes nothing by halves', async () => {
    await refused('user add bob --site Office --password-stdin', 2, 'bad-request', 'short');
    await refused('user show bob', 3, 'not-found');
    await refused('user add bob --site Office --ends 2026-02-30', 2, 'bad-usage');
    await refused('user add bob --site Office --email nonsense', 2, 'bad-request');
    await refused('user add bob', 2, 'bad-usage');
    await ok('user add bob --site Office');
    await refused('user set bob', 2, 'bad-usage');
    await refused('user set bob --password-must-change yes', 2, 'bad-usage');
    await refused('user set bob --group staff', 3, 'not-found');
    await ok('user add bob --site Branch');
    expect(await refused('user disable bob', 5, 'ambiguous-name')).toMatchObject({ items: ['Branch', 'Office'] });
    expect(await ok('user disable bob --site Branch')).toMatchObject({ enabled: false });
  });

  it('takes a password from a file, and warns when others may read it', async () => {
    writeFileSync(inFolder('password'), 'correct horse\n', { mode: 0o600 });
    writeFileSync(inFolder('open'), 'correct horse\n', { mode: 0o644 });
    expect(await ok(`user add carl --site Office --password-file ${inFolder('password')}`)).toMatchObject({ passwordSet: true });
    const warned = await countersign(`user set carl --password-file ${inFolder('open')}`);
    expect(warned).toMatchObject({ exitCode: 0, stderr: expect.stringContaining(`chmod 600 ${inFolder('open')}`) });
    await refused(`user set carl --password-file ${inFolder('absent')}`, 2, 'file-unreadable');
  });
});

describe('agent-host', () => {
  it('add, set, activate and show', async () => {
    const added = await ok<adminApi.AgentHost>('agent-host add gate --site Office --address 192.0.2.10 --address standby=192.0.2.11/32 --secret-stdin --open-to-site --new-pin no', SECRET);
    expect(added).toMatchObject({ openToSite: true, openToAll: false, newPin: false, requireMessageAuthenticator: true, secretVersion: 1 });
    expect(added.addresses.map(({ name }) => name)).toEqual([null, 'standby']);
    const set = await ok('agent-host set gate --name gate2 --no-open-to-site --open-to-all --require-message-authenticator no --limit-proxy-state yes --new-pin yes --next-tokencode no --login-form strip-both --nas-profile pam-radius --failover-grace 10 --address 192.0.2.12/32 --secret-stdin', 'another secret');
    expect(set).toMatchObject({
      name: 'gate2', openToSite: false, openToAll: true, requireMessageAuthenticator: false, limitProxyState: true, newPin: true, nextTokencode: false,
      loginForm: 'strip-both', nasProfile: 'pam-radius', failoverGraceSeconds: 10, addresses: [{ address: '192.0.2.12/32', name: null }], secretVersion: 2,
    });
    await ok('user add dora --site Office/Lab');
    expect(await ok('agent-host activate gate2 --user dora')).toEqual({ done: true });
    expect(await ok('agent-host activate gate2 --group staff --site Office')).toEqual({ done: true });
    const { activations } = await ok<{ activations: { userIds: string[]; groupIds: string[] } }>('agent-host show gate2');
    expect([activations.userIds.length, activations.groupIds.length]).toEqual([1, 1]);
    expect((await countersign('agent-host show gate2')).stdout).toMatch(/Users +dora\nGroups +staff\n/);
    expect(await ok('agent-host deactivate gate2 --user dora')).toEqual({ done: true });
    expect((await countersign('agent-host list')).stdout).toMatch(/gate2 +Office +192\.0\.2\.12\/32 +all users/);
    expect(await ok('agent-host remove gate2')).toEqual({ done: true });
  });

  it('refuses what cannot be, and never shows a secret', async () => {
    const wrong = await refused('agent-host add gate --site Office --address nonsense! --secret-stdin', 2, 'bad-usage', 'hidden-secret');
    expect(JSON.stringify(wrong)).not.toContain('hidden-secret');
    await refused('agent-host add gate --site Office --address 192.0.2.10', 2, 'bad-usage');
    await refused('agent-host add gate --site Office --secret-stdin', 2, 'bad-usage', SECRET);
    await refused('agent-host add gate --site Office --address 192.0.2.10 --secret-stdin', 2, 'secret-empty', '');
    await refused('agent-host add gate --site Office --address 192.0.2.10 --secret-stdin', 2, 'input-ended');
    await refused('agent-host set gate', 2, 'bad-usage');
    await refused('agent-host set gate --limit-proxy-state maybe', 2, 'bad-usage');
    await refused('agent-host activate gate', 2, 'bad-usage');
    await refused('agent-host activate gate --user dora', 3, 'not-found');
    await refused('agent-host activate gate --user a --group b', 2, 'bad-usage');
  });
});

interface Made {
  readonly token: adminApi.Token;
  readonly otpauth: string;
}

describe('token', () => {
  it('add makes one for an app, with a QR code that only its owner may read', async () => {
    const made = await ok<Made>(`token add --site Office/Lab --type hotp --digits 8 --serial 000042 --no-pin --assign dora --qr ${inFolder('token.png')}`);
    expect(made).toMatchObject({ token: { serial: '000042', algorithm: 'hotp', digits: 8, usePin: false, assignment: { login: 'dora' } } });
    expect(made.otpauth).toMatch(/^otpauth:\/\/hotp\//);
    expect(statSync(inFolder('token.png')).mode & 0o777).toBe(0o600);
    expect(readFileSync(inFolder('token.png')).subarray(1, 4).toString()).toBe('PNG');
    await refused(`token add --site Office --qr ${inFolder('token.png')}`, 2, 'file-not-written');
    await refused(`token add --site Office --assign nobody --qr ${inFolder('other.png')}`, 3, 'not-found');
    expect(() => statSync(inFolder('other.png'))).toThrow('ENOENT');
    const text = await countersign('token add --site Office');
    expect(text.stdout).toMatch(/\notpauth:\/\/totp\/[^\n]+\n\s*[▄█▀]/);
  });

  it('assign, unassign, enable, disable, lost, found, set, show, list and remove', async () => {
    await ok('token add --site Office --serial T1');
    expect(await ok('token assign T1 dora')).toMatchObject({ assignment: { login: 'dora' } });
    await refused('token assign T1 carl', 4, 'token-assigned');
    await refused('token remove T1', 4, 'token-assigned');
    expect(await ok('token disable T1')).toMatchObject({ enabled: false });
    expect(await ok('token enable T1')).toMatchObject({ enabled: true });
    expect(await ok('token lost T1')).toMatchObject({ lost: true });
    expect((await countersign('token list --user dora --lang zh')).stdout).toMatch(/T1 +totp +6 +丢失 +dora/);
    expect(await ok('token found T1')).toMatchObject({ lost: false });
    expect(await ok('token set T1 --ends 2027-12-31 --use-pin no --next-tokencode no --one-time yes')).toMatchObject({ usePin: false, allowNextTokencode: false, oneTime: true });
    await refused('token set T1', 2, 'bad-usage');
    expect(await ok<{ state: TokenState }>('token show T1')).toMatchObject({ token: { serial: 'T1' }, state: { mode: 'normal', pinSet: false } });
    expect(await ok('token unassign T1')).toMatchObject({ assignment: null });
    expect(await ok('token show T1')).toMatchObject({ state: null });
    expect((await ok<adminApi.Token[]>('token list --assigned no --search T --enabled yes --site Office')).map(({ serial }) => serial)).toEqual(['T1']);
    expect(await ok('token remove T1')).toEqual({ done: true });
    await refused('token show T1', 3, 'not-found');
  });

  it('pin and mode need an assigned token; sync takes two codes', async () => {
    const { otpauth } = await ok<Made>('token add --site Office --type totp --serial T2');
    await refused('token pin T2 --stdin', 4, 'token-not-assigned', '1234');
    await refused('token mode T2 new-pin', 4, 'token-not-assigned');
    await ok('token assign T2 dora');
    expect(await ok('token pin T2 --stdin', '1234')).toEqual({ done: true });
    expect(await ok('token mode T2 next-tokencode')).toEqual({ done: true });
    expect((await countersign('token show T2')).stdout).toMatch(/Mode +next-tokencode\nPIN set +yes\n/);
    expect(await ok('token mode T2 normal')).toEqual({ done: true });
    expect(await ok('token pin T2 --clear')).toEqual({ done: true });
    expect(await ok('token show T2')).toMatchObject({ state: { mode: 'normal', pinSet: false } });
    await refused('token pin T2', 2, 'bad-usage');
    await refused('token pin T2 --stdin', 2, 'bad-request', 'no good pin');
    await refused('token mode T2 sideways', 2, 'bad-usage');
    expect(await ok<{ driftSteps: number }>(`token sync T2 ${codeOf(otpauth, 20)} ${codeOf(otpauth, 21)}`)).toEqual({ driftSteps: expect.any(Number) });
    const wrong = await countersign('token sync T2 000000 000001');
    expect(wrong.exitCode).toBe(1);
  });
});

describe('token import', () => {
  const csv = (...lines: readonly string[]): string => {
    writeFileSync(inFolder('seeds.csv'), lines.map((line) => `${line}\n`).join(''));
    return inFolder('seeds.csv');
  };
  const good = (serial: string): string => `${serial}, 3132333435363738393031323334353637383930, totp, 6, 30`;

  it('imports all or nothing, unless --partial; exits 1 when anything was refused', async () => {
    const file = csv(good('I1'), 'I2, no hexadecimal digits, totp, 6, 30', good('I3'));
    const report = async (flags: string): Promise<{ exitCode: number; report: adminApi.ImportReport }> => {
      const result = await countersign(`token import ${file} --site Office --format oath-csv --json${flags}`);
      return { exitCode: result.exitCode, report: printed(result) as adminApi.ImportReport };
    };
    const all = await report('');
    expect(all).toMatchObject({ exitCode: 1, report: { imported: 0, refusedCount: 1, refused: [{ line: 2, reason: expect.any(String) }] } });
    expect(await report(' --partial --dry-run')).toMatchObject({ exitCode: 1, report: { imported: 2, dryRun: true } });
    expect(await report(' --partial --mode no-pin --kind mobile --enable')).toMatchObject({ exitCode: 1, report: { imported: 2, dryRun: false } });
    expect(await ok('token show I3')).toMatchObject({ token: { usePin: false, enabled: true, kind: 'mobile' } });
    const again = await countersign(`token import ${file} --site Office --lang zh`);
    expect(again.exitCode).toBe(1);
    expect(again.stderr).toContain('--partial');
    expect(again.stdout).toMatch(/^已导入 0，拒绝 3，警告 0\n\n *行 +序列号 +拒绝原因\n/);
  });

  it('imports disabled tokens with a PIN unless told otherwise', async () => {
    expect(await ok(`token import ${csv(good('I4'))} --site Office`)).toMatchObject({ imported: 1, refused: [], warnings: [] });
    expect(await ok('token show I4')).toMatchObject({ token: { usePin: true, enabled: false, kind: 'hardware' } });
  });

  it('gives tokens to the users that the file names, when told to, and names those whom it does not find', async () => {
    await ok('user add petra --site Office');
    const file = csv('user, serial, secret', `petra@example.com, I5, 3132333435363738393031323334353637383930`, `nobody, I6, 3132333435363738393031323334353637383930`);
    expect(await ok(`token import ${file} --site Office --dry-run`)).toMatchObject({ imported: 2, assigned: 0, warnings: expect.arrayContaining([expect.objectContaining({ warning: 'users-not-assigned' })]) });
    const assigned = await countersign(`token import ${file} --site Office --assign login-without-domain`);
    expect(assigned.stdout).toMatch(/^Imported 2, assigned 1, refused 0, warnings 2\n/);
    expect(assigned.stdout).toContain('unknown-user: nobody');
    expect(await ok('token show I5')).toMatchObject({ token: { assignment: { login: 'petra' } } });
  });

  it('opens an encrypted file with its key or its password, and says so when that is wrong', async () => {
    const vectors = path.join(import.meta.dirname, 'vectors');
    const [withKey, withPassword] = [path.join(vectors, 'rfc6030-figure6.xml'), path.join(vectors, 'rfc6030-figure7.xml')];
    writeFileSync(inFolder('key'), '12345678901234567890123456789012\n', { mode: 0o600 });
    expect(await ok(`token import ${withKey} --site Office --key-file ${inFolder('key')} --dry-run`)).toMatchObject({ imported: 1 });
    expect(await ok(`token import ${withPassword} --site Office --password-stdin --dry-run`, 'qwerty')).toMatchObject({ imported: 1 });
    const wrong = await countersign(`token import ${withPassword} --site Office --password-stdin --json`, 'asdfgh');
    expect(wrong.exitCode).toBe(1);
    expect(printed(wrong)).toMatchObject({ imported: 0, refused: [{ reason: expect.stringMatching(/mac|password|decrypt/) }] });
    expect(wrong.stdout + wrong.stderr).not.toContain('asdfgh');
  });

  it('exits 2 for files and values that cannot be used', async () => {
    await refused(`token import ${inFolder('absent.xml')} --site Office`, 2, 'file-unreadable');
    await refused(`token import ${folder} --site Office`, 2, 'file-unreadable');
    await refused(`token import ${csv(good('I5'))} --site Office --password-stdin --key-file x`, 2, 'bad-usage');
    writeFileSync(inFolder('badkey'), 'not hexadecimal\n', { mode: 0o600 });
    const error = await refused(`token import ${csv(good('I5'))} --site Office --key-file ${inFolder('badkey')}`, 2, 'bad-request');
    expect(JSON.stringify(error)).not.toContain('not hexadecimal');
    await refused(`token import ${csv(good('I5'))} --site Nowhere`, 3, 'not-found');
  });
});

describe('user import and jobs', () => {
  const csv = (...lines: readonly string[]): string => {
    writeFileSync(inFolder('people.csv'), lines.map((line) => `${line}\n`).join(''));
    return inFolder('people.csv');
  };
  interface Found { readonly job: adminApi.Job; readonly report: adminApi.JobReport }

  it('imports all or nothing, unless --partial; exits 1 when anything was refused', async () => {
    const file = csv('Account;Full;Team', 'mia;Mia;Night', 'noa;Noa;Nobody');
    const flags = '--column login=Account --column displayName=2 --column group=Team';
    const all = await countersign(`user import ${file} --site Office ${flags} --json`);
    expect([all.exitCode, printed(all)]).toMatchObject([1, { job: { state: 'done', label: 'people.csv', counts: { created: 0, refused: 2 } }, report: { lines: [{ line: 2, reason: 'group-unknown' }, { line: 3 }] } }]);
    const text = await countersign(`user import ${file} --site Office ${flags} --lang zh`);
    expect(text.stdout).toMatch(/种类 +导入用户\n[\s\S]*结果 +可用记录 2[\s\S]*group-unknown: Nobody\n$/);
    expect(await ok<Found>(`user import ${file} --site Office ${flags} --make-groups --dry-run`)).toMatchObject({ job: { dryRun: true, counts: { created: 2, 'groups-made': 2 } } });
    expect(await ok<Found>(`user import ${file} --site Office ${flags} --make-groups`)).toMatchObject({ job: { counts: { created: 2, 'groups-made': 2 } } });
    expect(await ok('user show noa')).toMatchObject({ displayName: 'Noa', groupId: expect.any(String) });
    expect(await ok<Found>(`user import ${csv('mia,Mimi')} --site Office --no-header --column login=1 --column displayName=2 --existing update`)).toMatchObject({ job: { counts: { updated: 1 } } });
    await refused(`user import ${file} --site Office --column colour=1`, 2, 'bad-usage');
  });

  it('goes on behind the command where that is wanted; jobs are listed, shown, waited for and cancelled', async () => {
    writeFileSync(inFolder('more.csv'), 'J1,3132333435363738393031323334353637383930,totp,6,30\n');
    const { job: { id } } = await ok<Found>(`token import ${inFolder('more.csv')} --site Office --background`);
    expect(await ok(`job show ${id} --wait`)).toMatchObject({ job: { state: 'done', label: 'more.csv', counts: { imported: 1 } }, report: { lines: [] } });
    expect((await ok<adminApi.Job[]>('job list --kind token-import --site Office'))[0]).toMatchObject({ id });
    expect((await countersign('job list')).stdout).toMatch(/token import +more\.csv +done +read 1, imported 1, refused 0, warnings 0 /);
    expect(await ok(`job cancel ${id}`)).toMatchObject({ state: 'done' });
    expect((await countersign(`job cancel ${id}`)).stdout).toBe('The job is done.\n');
    await refused('job show 018f0000-0000-7000-8000-000000000000', 3, 'not-found');
  });
});

describe('api-key', () => {
  it('add makes a key that works until it is revoked', async () => {
    const { key } = await ok<{ key: string }>('api-key add script --expires 2099-12-31');
    expect(await ok(`api-key add filed --file ${inFolder('filed-key')}`)).toEqual({ apiKey: expect.objectContaining({ name: 'filed', revokedAt: null }) });
    expect(statSync(inFolder('filed-key')).mode & 0o777).toBe(0o600);
    await refused(`api-key add filed2 --file ${inFolder('filed-key')}`, 2, 'file-not-written');
    writeFileSync(inFolder('script-key'), key, { mode: 0o600 });
    const withKey = (name: string): Promise<CliResult> => cli(['site', 'list'], { environment: { COUNTERSIGN_URL: server.httpUrl, COUNTERSIGN_API_KEY_FILE: inFolder(name) } });
    expect([(await withKey('script-key')).exitCode, (await withKey('filed-key')).exitCode]).toEqual([0, 0]);
    expect(await ok('api-key revoke script')).toMatchObject({ name: 'script', revokedAt: expect.any(String) });
    expect((await withKey('script-key')).exitCode).toBe(6);
    await refused('api-key revoke script', 3, 'not-found');
    expect((await countersign('api-key list')).stdout).toMatch(/script +all +everywhere +\d{4}/);
  });
});

/** The codes on the first page of a sheet of cards, in the order in which they stand there. */
function printedCodes(pdf: Buffer): string[] {
  const start = pdf.indexOf('stream\n') + 'stream\n'.length;
  return [...inflateSync(pdf.subarray(start, pdf.indexOf('\nendstream'))).toString('latin1').matchAll(/\/mono 6\.50? Tf [^(]*\((\d{6,8})\)/g)].map(([, code]) => code ?? '');
}

describe('radius and audit', () => {
  const radiusTest = (login: string, secret: string, ...answers: readonly string[]): Promise<CliResult> =>
    countersign(`radius test ${login} --host 127.0.0.1:${server.radius.port} --secret-stdin --json`, secret, ...answers);

  it('sign in through the new-PIN challenge, and find it in the trail', async () => {
    await ok('user add erin --site Office');
    await ok('agent-host add vpn --site Office --address 127.0.0.1/32 --secret-stdin --open-to-site', SECRET);
    const { otpauth, token } = await ok<Made>('token add --site Office --assign erin');
    const first = await eventually(async () => {
      const result = await radiusTest('erin', SECRET, codeOf(otpauth, 0), '2468');
      expect(result.exitCode).toBe(0);
      return result;
    });
    expect(printed(first)).toMatchObject({ accepted: true, steps: [{ reply: 'Access-Challenge' }, { reply: 'Access-Accept', message: 'PASSCODE Accept' }] });

    const rejected = await radiusTest('erin', SECRET, `2468${codeOf(otpauth, 0)}`);
    expect(rejected.exitCode).toBe(1);
    expect(printed(rejected)).toMatchObject({ accepted: false });

    const entries = await eventually(async () => {
      const found = await ok<AuditEntry[]>('audit list --user erin --kind sign-in');
      expect([found[0]?.event.result, found.at(-1)?.event.result]).toEqual(['replayed-code', 'challenge-new-pin']);
      return found;
    });
    const key = entries[0]?.event.requestKey ?? '';
    expect((await ok<AuditEntry[]>(`audit list --request-key ${key}`)).map(({ sequence }) => sequence)).toContain(entries[0]?.sequence);
    expect(await ok(`audit list --object ${token.serial} --result challenge-new-pin --agent-host vpn --site Office --limit 1`)).toHaveLength(1);
    expect(await ok('audit list --user erin --to 2020-01-01')).toEqual([]);
    expect((await countersign('audit list --user erin --limit 1 --lang zh')).stdout).toMatch(/结果[^\n]*\n[^\n]*令牌码已被使用 \[replayed-code\]/);
    await refused('audit list --result nonsense', 2, 'bad-request');
  });

  it('sign in with a scratch card: each code once, and what is left is shown', async () => {
    await ok('user add felix --site Office');
    const file = inFolder('cards.pdf');
    const { tokens: [card] } = await ok<{ tokens: adminApi.Token[] }>(`token cards --site Office --count 2 --uses 5 --no-pin --out ${file} --lang zh`);
    expect(card).toMatchObject({ kind: 'scratch-card', algorithm: 'hotp', uses: 5, usesLeft: null });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const codes = printedCodes(readFileSync(file)).slice(0, 5);
    await ok(`token assign ${card?.serial} felix`);
    const left = async (): Promise<unknown> => (await ok<{ token: adminApi.Token }>(`token show ${card?.serial}`)).token.usesLeft;
    expect(await left()).toBe(5);
    await eventually(async () => { expect((await radiusTest('felix', SECRET, codes[0] ?? '')).exitCode).toBe(0); });
    expect((await radiusTest('felix', SECRET, codes[0] ?? '')).exitCode).toBe(1);
    expect((await radiusTest('felix', SECRET, codes[2] ?? '')).exitCode).toBe(0);
    expect(await left()).toBe(2);
    expect((await ok<adminApi.Token[]>('token list --user felix'))[0]).toMatchObject({ uses: 5, usesLeft: 2 });
    expect((await radiusTest('felix', SECRET, codes[1] ?? '')).exitCode).toBe(1);
    for (const code of codes.slice(3)) expect((await radiusTest('felix', SECRET, code)).exitCode).toBe(0);
    expect(await left()).toBe(0);
    expect((await countersign(`token show ${card?.serial}`)).stdout).toMatch(/Uses left +0 \/ 5/);
    expect((await radiusTest('felix', SECRET, codes[4] ?? '')).exitCode).toBe(1);
    const [refusal] = await eventually(async () => {
      const found = await ok<AuditEntry[]>('audit list --user felix --result no-usable-token');
      expect(found).toHaveLength(1);
      return found;
    });
    expect(JSON.stringify(refusal)).not.toContain(codes[4]);
    await refused(`token cards --site Office --out ${file}`, 2, 'file-not-written');
  });

  it('tail prints what comes after it began', async () => {
    const before = await ok<AuditEntry[]>('audit list --limit 1');
    const following = countersign('audit tail --count 1 --user tailed --json');
    await eventually(async () => { await radiusTest('tailed', SECRET, 'x').then(({ exitCode }) => { expect(exitCode).toBe(1); }); });
    const { exitCode, stdout } = await following;
    expect(exitCode).toBe(0);
    const entry = JSON.parse(stdout) as AuditEntry;
    expect(entry).toMatchObject({ event: { result: 'unregistered-user', user: { login: 'tailed' } } });
    expect(entry.sequence).toBeGreaterThan(before[0]?.sequence ?? 0);
  });

  it('drops tell why nothing came back', async () => {
    const wrongSecret = await countersign(`radius test erin --host 127.0.0.1:${server.radius.port} --attempts 1 --timeout 300 --json`, 'wrong secret', 'x');
    expect(wrongSecret.exitCode).toBe(7);
    const { replicas } = await ok<{ replicas: { drops: { source: string; agentHost: string }[] }[] }>('radius drops');
    expect(replicas.flatMap(({ drops }) => drops)).toEqual(expect.arrayContaining([expect.objectContaining({ source: '127.0.0.1', agentHost: 'vpn' })]));
    expect((await countersign('radius drops')).stdout).toMatch(/^Source +Agent host +Reason[^\n]+\n127\.0\.0\.1 +vpn /);
  });

  it('verify says that the trail is intact', async () => {
    expect(await ok('audit verify')).toMatchObject({ intact: true, fault: null });
    expect((await countersign('audit verify --lang zh')).stdout).toMatch(/^完整：\d+ 条记录/);
  });

  it('nothing failed on the way', () => { expect(faults).toEqual([]); });
});

describe('the server', () => {
  it('is missed by name, and so is its key', async () => {
    const environment = { COUNTERSIGN_URL: 'http://127.0.0.1:1', COUNTERSIGN_API_KEY_FILE: server.apiKeyFile };
    const gone = await cli(['site', 'list'], { environment });
    expect(gone).toMatchObject({ exitCode: 7, stdout: '', stderr: expect.stringContaining('No answer from http://127.0.0.1:1 (ECONNREFUSED) [unreachable]') });
    expect(gone.stderr).toContain('npm start');
    const noKey = await cli(['site', 'list'], { environment: { COUNTERSIGN_URL: server.httpUrl }, checkout: inFolder('nowhere') });
    expect(noKey).toMatchObject({ exitCode: 6, stderr: expect.stringContaining(inFolder('nowhere/data/admin-api-key')) });
    writeFileSync(inFolder('wrong-key'), 'not-the-key\n', { mode: 0o600 });
    const wrongKey = await cli(['site', 'list', '--lang', 'zh'], { environment: { COUNTERSIGN_URL: server.httpUrl, COUNTERSIGN_API_KEY_FILE: inFolder('wrong-key') } });
    expect(wrongKey).toMatchObject({ exitCode: 6, stderr: expect.stringMatching(/^countersign: 未登录 \[unauthenticated 401\]/) });
    expect(wrongKey.stderr).not.toContain('not-the-key');
    const badUrl = await cli(['site', 'list'], { environment: { COUNTERSIGN_URL: 'nonsense' } });
    expect(badUrl).toMatchObject({ exitCode: 2 });
  });

  it('is found by the data folder of the checkout', async () => {
    const { exitCode } = await cli(['site', 'list'], { environment: { COUNTERSIGN_URL: server.httpUrl }, checkout: folder });
    expect(exitCode).toBe(0);
  });
});

describe('access, and what stands in for a token', () => {
  it('access times, switches and fields of a user and an agent host; the time zone of a site', async () => {
    expect(await ok('site add Zone --time-zone Asia/Shanghai')).toMatchObject({ timeZone: 'Asia/Shanghai' });
    expect(await ok('site set Zone --time-zone Europe/Berlin')).toMatchObject({ name: 'Zone', timeZone: 'Europe/Berlin' });
    await refused('site set Zone --time-zone Mars/Olympus', 2, 'bad-request');
    await refused('site set Zone', 2, 'bad-usage');
    const set = await cli(['user', 'add', 'ines', '--site', 'Zone', '--access-times', 'Mon-Fri 08:00-18:00; Sat 22:00-06:00', '--new-pin', 'no', '--maximum-sessions', '2', '--identifier', 'HR-1'], {
      environment: { COUNTERSIGN_URL: server.httpUrl, COUNTERSIGN_API_KEY_FILE: server.apiKeyFile },
    });
    expect(set.stdout).toMatch(/Access times +Mon,Tue,Wed,Thu,Fri 08:00-18:00; Sat 22:00-06:00\n/);
    expect(set.stdout).toMatch(/Most sessions +2\n/);
    expect(await ok('user set ines --access-times none --maximum-sessions none --sms yes')).toMatchObject({ accessTimes: null, maximumSessions: null, sms: true, newPin: false, identifier: 'HR-1' });
    await refused('user set ines --access-times always', 2, 'bad-usage');
    expect(await ok('agent-host add hours --site Zone --address 10.77.0.1 --secret-stdin --limit-sessions yes --require-message-authenticator no', SECRET)).toMatchObject({ limitSessions: true, accessTimes: null });
  });

  it('bypass codes and a temporary password, shown once and withdrawn', async () => {
    const { codes } = await ok<{ codes: string[] }>('user bypass ines --count 2 --minutes 30');
    expect(codes).toEqual([expect.stringMatching(/^\d{10}$/), expect.stringMatching(/^\d{10}$/)]);
    expect((await countersign('user bypass ines')).stdout).toMatch(/^Bypass codes +\d{10}\nExpires +/);
    expect(await ok('user bypass ines --withdraw')).toEqual({ done: true });
    await ok('token add --site Zone --type totp --serial LOST-1 --assign ines');
    await refused('token replace LOST-1', 4, 'token-not-lost');
    await ok('token lost LOST-1');
    expect(await ok('token replace LOST-1 --hours 5')).toMatchObject({ password: expect.stringMatching(/^[a-z2-9]{12}$/) });
    expect(await ok('token replace LOST-1 --withdraw')).toEqual({ done: true });
    await refused('user bypass ines --withdraw --count 2', 2, 'bad-usage');
  });

  it('Message-Authenticator and node secrets of agent hosts', async () => {
    const board = await ok<{ name: string; state: string }[]>('agent-host protection --site Zone');
    expect(board).toMatchObject([{ name: 'hours', state: 'unseen' }]);
    await refused('agent-host protect hours', 4, 'message-authenticator-not-seen');
    expect(await ok('agent-host node-secret hours')).toMatchObject({ nodeSecret: expect.stringMatching(/^[\w-]{43}$/) });
    expect(await ok('agent-host node-secret hours --clear')).toEqual(expect.objectContaining({ nodeSecretAt: null }));
  });
});

describe('administrators, keys and settings', () => {
  it('a user gets a role, another one, and loses it', async () => {
    await ok('user add carol --site Office');
    expect(await ok('administrator add carol --role help-desk --scope-site Office --password-stdin', 'a password for once')).toMatchObject({ login: 'carol', role: 'help-desk', scope: { kind: 'sites' } });
    expect(await ok<adminApi.Administrator[]>('administrator list --role help-desk')).toMatchObject([{ login: 'carol', mustChangePassword: true }]);
    expect((await countersign('administrator list --lang zh')).stdout).toMatch(/carol +- +服务台 +Office/);
    expect(await ok('administrator set carol --role auditor --everywhere')).toMatchObject({ role: 'auditor', scope: { kind: 'all' } });
    await refused('administrator set carol --everywhere --scope-site Office', 2, 'bad-usage');
    expect(await ok('administrator revoke carol')).toEqual({ done: true });
    expect(await ok('administrator remove carol')).toEqual({ done: true });
    await refused('administrator remove carol', 3, 'not-found');
    await refused('administrator remove admin', 1, 'last-administrator');
  });

  it('a key may do what is named, where it is named', async () => {
    const { apiKey, key } = await ok<{ apiKey: adminApi.ApiKey; key: string }>('api-key add portal --permission directory.read --permission users.unlock --scope-site Office');
    expect(apiKey).toMatchObject({ permissions: ['directory.read', 'users.unlock'], scope: { kind: 'sites' } });
    writeFileSync(inFolder('portal-key'), key, { mode: 0o600 });
    const withKey = async (line: string): Promise<CliResult> => cli(line.split(' '), { stdin: [], environment: { COUNTERSIGN_URL: server.httpUrl, COUNTERSIGN_API_KEY_FILE: inFolder('portal-key') } });
    expect((await withKey('site list')).stdout).not.toContain('Branch');
    expect(await withKey('site add X --lang zh')).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('需要权限 sites.write') });
    expect((await countersign('api-key list')).stdout).toMatch(/portal +directory\.read users\.unlock +Office/);
    await refused('api-key add nonsense --permission everything', 2, 'bad-usage');
    await ok('api-key revoke portal');
  });

  it('settings are changed by name, and nobody locks themselves out', async () => {
    expect(await ok('setting set --tokens-per-user 5 --session-idle 20')).toMatchObject({ tokensPerUser: 5, sessionIdleMinutes: 20, sessionAbsoluteMinutes: 480 });
    await refused('setting set --allow-from 192.0.2.1', 2, 'bad-request');
    expect(await ok('setting set --allow-from 127.0.0.0/8')).toMatchObject({ administrationAddresses: ['127.0.0.0/8'] });
    expect(await ok('setting set --allow-from-everywhere --tokens-per-user 3 --session-idle 15')).toMatchObject({ administrationAddresses: [], tokensPerUser: 3 });
    expect((await countersign('setting show')).stdout).toMatch(/^Administration from +everywhere\n/);
  });

  it('an entry of the trail says who did it, and what it means', async () => {
    const entries = await eventually(async () => {
      const found = await ok<AuditEntry[]>('audit list --kind administration --object portal --limit 5');
      expect(found).toHaveLength(2);
      return found;
    });
    expect((await countersign('audit list --kind administration --object portal')).stdout).toContain('api-key:');
    const explained = await countersign(`audit explain ${entries[0]?.sequence} --lang zh`);
    expect(explained.stdout).toMatch(/^结果 +已更改\n原因 +管理员进行了更改。/);
    await refused('audit explain 999999999', 3, 'not-found');
    await refused('audit explain x', 2, 'bad-usage');
  });
});
