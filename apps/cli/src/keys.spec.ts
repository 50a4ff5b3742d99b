/** Policies, API keys, administrators, settings, and a server that cannot be used. Against a whole server. */
import { statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { AuditEntry } from '@countersign/contracts';
import type * as adminApi from '@countersign/contracts/admin-api';
import { startStandalone } from '@countersign/standalone';
import { eventually, privatePostgres } from '@countersign/testing';
import { ServerUnderTest } from './server-under-test.ts';
import { cli, type CliResult } from './spec-support.ts';

const server = ServerUnderTest.use({ privatePostgres, startStandalone });

describe('policy', () => {
  it('set and show: a value that is not set is inherited, one that cannot work is refused', async () => {
    await server.ok('policy set pinMinimum=6 language=zh');
    expect(await server.ok('policy set --site Office/Lab lockSeconds=60 pinMinimum=5')).toMatchObject({ policy: { lockSeconds: 60, pinMinimum: 5 }, effective: { language: 'zh', pinMinimum: 5 } });
    expect(await server.ok('policy set --site Office/Lab pinMinimum=')).toMatchObject({ policy: { lockSeconds: 60 }, effective: { pinMinimum: 6 } });
    const { stdout } = await server.countersign('policy show --site Office/Lab');
    expect(stdout).toMatch(/lockSeconds:? +60 {2}\*/);
    expect(stdout).toMatch(/pinMinimum:? +6\n/);
    await server.refused('policy set pinMaximum=5', 1, 'policy-impossible');
    await server.refused('policy set pinMinimum=three', 2, 'bad-usage');
    await server.refused('policy set pinLength=3', 2, 'bad-usage');
    await server.ok('policy set pinMinimum= language=');
    await server.ok('policy set --site Office/Lab lockSeconds=');
  });
});

describe('api-key', () => {
  it('add makes a key that works until it is revoked', async () => {
    const { key } = await server.ok<{ key: string }>('api-key add script --expires 2099-12-31');
    expect(await server.ok(`api-key add filed --file ${server.inFolder('filed-key')}`)).toEqual({ apiKey: expect.objectContaining({ name: 'filed', revokedAt: null }) });
    expect(statSync(server.inFolder('filed-key')).mode & 0o777).toBe(0o600);
    await server.refused(`api-key add filed2 --file ${server.inFolder('filed-key')}`, 2, 'file-not-written');
    writeFileSync(server.inFolder('script-key'), key, { mode: 0o600 });
    const withKey = (name: string): Promise<CliResult> => cli(['site', 'list'], { environment: { COUNTERSIGN_URL: server.running.httpUrl, COUNTERSIGN_API_KEY_FILE: server.inFolder(name) } });
    expect([(await withKey('script-key')).exitCode, (await withKey('filed-key')).exitCode]).toEqual([0, 0]);
    expect(await server.ok('api-key revoke script')).toMatchObject({ name: 'script', revokedAt: expect.any(String) });
    expect((await withKey('script-key')).exitCode).toBe(6);
    await server.refused('api-key revoke script', 3, 'not-found');
    expect((await server.countersign('api-key list')).stdout).toMatch(/script +all +everywhere +\d{4}/);
  });
});

describe('administrators, keys and settings', () => {
  it('a user gets a role, another one, and loses it', async () => {
    await server.ok('user add carol --site Office');
    await server.refused('administrator add carol --role help-desk --scope-site Office', 2, 'bad-usage');
    expect(await server.ok('administrator add carol --role help-desk --scope-site Office --password-stdin', 'a password for once')).toMatchObject({ login: 'carol', role: 'help-desk', scope: { kind: 'sites' } });
    expect(await server.ok<adminApi.Administrator[]>('administrator list --role help-desk')).toMatchObject([{ login: 'carol', mustChangePassword: true }]);
    expect((await server.countersign('administrator list --lang zh')).stdout).toMatch(/carol +- +服务台 +Office/);
    expect(await server.ok('administrator set carol --role auditor --everywhere')).toMatchObject({ role: 'auditor', scope: { kind: 'all' } });
    await server.refused('administrator set carol --everywhere --scope-site Office', 2, 'bad-usage');
    expect(await server.ok('administrator revoke carol')).toEqual({ done: true });
    expect(await server.ok('administrator remove carol')).toEqual({ done: true });
    await server.refused('administrator remove carol', 3, 'not-found');
    await server.refused('administrator remove admin', 1, 'last-administrator');
  });

  it('what becomes of the tokens of somebody who is appointed is said', async () => {
    await server.ok('user add dora --site Office');
    for (const serial of ['D-1', 'D-2']) await server.ok(`token add --serial ${serial} --site Office --assign dora`);
    const add = 'administrator add dora --role help-desk --everywhere --password-stdin';
    await server.refused(add, 2, 'bad-request', 'a password for once');
    await server.refused(`${add} --keep-token D-1 --take-back-tokens`, 2, 'bad-usage', 'a password for once');
    expect(await server.ok(`${add} --keep-token D-2`, 'a password for once')).toMatchObject({ login: 'dora', tokens: 1 });
    expect(await server.ok('administrator remove dora')).toEqual({ done: true });
    expect(await server.ok(`${add} --take-back-tokens`, 'a password for once')).toMatchObject({ login: 'dora', tokens: 0 });
    expect(await server.ok('administrator remove dora')).toEqual({ done: true });
  });

  it('a key may do what is named, where it is named', async () => {
    const { apiKey, key } = await server.ok<{ apiKey: adminApi.ApiKey; key: string }>('api-key add portal --permission directory.read --permission users.unlock --scope-site Office');
    expect(apiKey).toMatchObject({ permissions: ['directory.read', 'users.unlock'], scope: { kind: 'sites' } });
    writeFileSync(server.inFolder('portal-key'), key, { mode: 0o600 });
    const withKey = async (line: string): Promise<CliResult> => cli(line.split(' '), { stdin: [], environment: { COUNTERSIGN_URL: server.running.httpUrl, COUNTERSIGN_API_KEY_FILE: server.inFolder('portal-key') } });
    expect((await withKey('site list')).stdout).not.toContain('Branch');
    expect(await withKey('site add X --lang zh')).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('需要权限 sites.write') });
    expect((await server.countersign('api-key list')).stdout).toMatch(/portal +directory\.read users\.unlock +Office/);
    await server.refused('api-key add nonsense --permission everything', 2, 'bad-usage');
    await server.ok('api-key revoke portal');
  });

  it('settings are changed by name, and nobody locks themselves out', async () => {
    expect(await server.ok('setting set --tokens-per-user 5 --session-idle 20')).toMatchObject({ tokensPerUser: 5, sessionIdleMinutes: 20, sessionAbsoluteMinutes: 480 });
    await server.refused('setting set --allow-from 192.0.2.1', 2, 'bad-request');
    expect(await server.ok('setting set --allow-from 127.0.0.0/8')).toMatchObject({ administrationAddresses: ['127.0.0.0/8'] });
    expect(await server.ok('setting set --allow-from-everywhere --tokens-per-user 3 --session-idle 15')).toMatchObject({ administrationAddresses: [], tokensPerUser: 3 });
    expect((await server.countersign('setting show')).stdout).toMatch(/^Administration from +everywhere\n/);
    expect(await server.ok('setting set --sessions-per-user 4')).toMatchObject({ sessionsPerUser: 4, tokensPerUser: 3 });
    expect((await server.countersign('setting show')).stdout).toMatch(/\nOnline sessions per user +4\n/);
    expect(await server.ok('setting set --sessions-per-user none')).toMatchObject({ sessionsPerUser: null });
    expect((await server.countersign('setting show')).stdout).toMatch(/\nOnline sessions per user +no limit\n/);
    for (const beyond of ['--sessions-per-user 0', '--session-idle 1441', '--session-maximum 4', '--session-maximum 10081']) await server.refused(`setting set ${beyond}`, 2, 'bad-usage');
    expect(await server.ok('setting set --session-idle 1440 --session-maximum 10080')).toMatchObject({ sessionIdleMinutes: 1440, sessionAbsoluteMinutes: 10_080 });
    await server.ok('setting set --session-idle 15 --session-maximum 480');
  });

  it('an entry of the trail says who did it, and what it means', async () => {
    const entries = await eventually(async () => {
      const found = await server.ok<AuditEntry[]>('audit list --kind administration --object portal --limit 5');
      expect(found).toHaveLength(2);
      return found;
    });
    expect((await server.countersign('audit list --kind administration --object portal')).stdout).toContain('api-key:');
    const explained = await server.countersign(`audit explain ${entries[0]?.sequence} --lang zh`);
    expect(explained.stdout).toMatch(/^结果 +已更改\n原因 +管理员进行了更改。/);
    await server.refused('audit explain 999999999', 3, 'not-found');
    await server.refused('audit explain x', 2, 'bad-usage');
  });
});

describe('the server', () => {
  it('is missed by name, and so is its key', async () => {
    const environment = { COUNTERSIGN_URL: 'http://127.0.0.1:1', COUNTERSIGN_API_KEY_FILE: server.running.apiKeyFile };
    const gone = await cli(['site', 'list'], { environment });
    expect(gone).toMatchObject({ exitCode: 7, stdout: '', stderr: expect.stringContaining('No answer from http://127.0.0.1:1 (ECONNREFUSED) [unreachable]') });
    expect(gone.stderr).toContain('npm start');
    const noKey = await cli(['site', 'list'], { environment: { COUNTERSIGN_URL: server.running.httpUrl }, checkout: server.inFolder('nowhere') });
    expect(noKey).toMatchObject({ exitCode: 6, stderr: expect.stringContaining(server.inFolder('nowhere/data/admin-api-key')) });
    writeFileSync(server.inFolder('wrong-key'), 'not-the-key\n', { mode: 0o600 });
    const wrongKey = await cli(['site', 'list', '--lang', 'zh'], { environment: { COUNTERSIGN_URL: server.running.httpUrl, COUNTERSIGN_API_KEY_FILE: server.inFolder('wrong-key') } });
    expect(wrongKey).toMatchObject({ exitCode: 6, stderr: expect.stringMatching(/^countersign: 未登录 \[unauthenticated 401\]/) });
    expect(wrongKey.stderr).not.toContain('not-the-key');
    const badUrl = await cli(['site', 'list'], { environment: { COUNTERSIGN_URL: 'nonsense' } });
    expect(badUrl).toMatchObject({ exitCode: 2 });
  });

  it('is found by the data server.folder of the checkout', async () => {
    const { exitCode } = await cli(['site', 'list'], { environment: { COUNTERSIGN_URL: server.running.httpUrl }, checkout: server.folder });
    expect(exitCode).toBe(0);
  });
});
