/** RADIUS profiles, address pools, online sessions, back ends, synchronisations, first factors, reports and trials. Against a whole server. */
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type * as adminApi from '@countersign/contracts/admin-api';
import { startStandalone } from '@countersign/standalone';
import { eventually, privatePostgres } from '@countersign/testing';
import { type Made, SECRET, ServerUnderTest } from './server-under-test.ts';
import { cli, codeOf, printed } from './spec-support.ts';

const server = ServerUnderTest.use({ privatePostgres, startStandalone });

describe('address-pool and radius-profile', () => {
  it('are made, changed, attached and seen in what a user gets', async () => {
    expect(await server.ok('address-pool add office --site Office --range 10.8.0.10-10.8.0.20 --range 10.8.1.1 --lease-minutes 5')).toMatchObject({ size: 12, leaseMinutes: 5 });
    expect(await server.ok('address-pool set office --range 10.8.0.10-10.8.0.19 --description Tunnels')).toMatchObject({ size: 10, description: 'Tunnels', leaseMinutes: 5 });
    expect((await server.countersign('address-pool list')).stdout).toMatch(/office +Office +10\.8\.0\.10-10\.8\.0\.19 +0 \/ 10\n/);
    expect((await server.countersign('address-pool show office --lang zh')).stdout).toMatch(/地址范围 +10\.8\.0\.10-10\.8\.0\.19\n已用 +0 \/ 10\n/);
    await server.refused('address-pool set office --range 10.8.0.20-10.8.0.10', 2, 'bad-request');
    await server.refused('address-pool set office --range everything', 2, 'bad-usage');
    await server.refused('address-pool set office', 2, 'bad-usage');

    expect(await server.ok('radius-profile add staff --site Office --check NAS-Port-Type=Virtual --check !State --check Calling-Station-Id --check NAS-Identifier^=vpn --reply Filter-Id=staff --reply Class+=vip --pool office')).toMatchObject({
      checkAttributes: [{ check: 'equals', value: 'Virtual' }, { name: 'State', check: 'absent' }, { check: 'present' }, { check: 'begins-with', value: 'vpn' }],
      replyAttributes: [{ name: 'Filter-Id', value: 'staff', append: false }, { name: 'Class', append: true }], poolId: expect.any(String),
    });
    expect((await server.countersign('radius-profile show staff')).stdout).toMatch(/Check +NAS-Port-Type=Virtual\nCheck +!State\nCheck +Calling-Station-Id\nCheck +NAS-Identifier\^=vpn\nReply +Filter-Id=staff\nReply +Class\+=vip\nAddress pool +office\n/);
    expect(await server.ok('radius-profile set staff --check none --description People')).toMatchObject({ checkAttributes: [], description: 'People', replyAttributes: [{}, {}] });
    expect((await server.countersign('radius-profile list')).stdout).toMatch(/staff +Office +- +Filter-Id=staff, Class\+=vip\n/);
    await server.refused('radius-profile set staff --reply No-Such-Attribute=1', 1, 'radius-attribute-unusable');
    await server.refused('radius-profile set staff --reply nonsense', 2, 'bad-usage');

    await server.ok('group add guests --site Office');
    await server.ok('user add una --site Office --group guests');
    await server.ok('agent-host add vpn --site Office --address 127.0.0.1 --secret-stdin --open-to-site --profile staff', SECRET);
    await server.ok('radius-profile add guest --site Office --reply Filter-Id=guest');
    expect(await server.ok('group set guests --profile guest --token-grace 2099-12-31')).toMatchObject({ radiusProfileId: expect.any(String), tokenGraceUntil: expect.any(String) });
    expect((await server.countersign('user set una --profile guest')).stdout).toMatch(/\nRADIUS profile +guest\n/);
    expect((await server.countersign('user set una --profile none')).stdout).toMatch(/\nRADIUS profile +-\n/);
    expect((await server.countersign('agent-host show vpn --lang zh')).stdout).toMatch(/\nRADIUS配置 +staff\n/);
    expect((await server.countersign('group show guests')).stdout).toMatch(/\nRADIUS profile +guest\n/);
    await server.ok('agent-host activate vpn --user una --alias una.vpn --profile staff');
    await server.refused('agent-host activate vpn --group guests --alias x', 2, 'bad-usage');
    expect((await server.countersign('radius-profile effective una --agent-host vpn')).stdout).toMatch(/^Reply +Class=vip {2}\(staff, agent-host\)\nReply +Filter-Id=staff {2}\(staff, user-on-agent-host\)\n[\s\S]*Address pool +office\n/);
    expect((await server.countersign('radius-profile uses staff')).stdout).toMatch(/^Agent hosts +vpn\n[\s\S]*Users on agent hosts +una/);
    await server.refused('radius-profile remove staff', 4, 'in-use');
    await server.refused('address-pool remove office', 4, 'in-use');
  });
});

describe('session, report and policy try', () => {
  it('show who signed in, who was refused, and what a policy would change', async () => {
    const { otpauth } = await server.ok<Made>('token add --site Office --assign una --no-pin');
    await eventually(async () => { expect((await server.radiusTest('una', SECRET, codeOf(otpauth, 0))).exitCode).toBe(0); });
    expect((await server.radiusTest('una', SECRET, '000000')).exitCode).toBe(1);
    const [session] = await server.ok<adminApi.OnlineSession[]>('session list --user una --agent-host vpn --state reserved');
    expect(session).toMatchObject({ login: 'una', address: expect.stringMatching(/^10\.8\.0\.1\d$/) });
    expect((await server.countersign('session list')).stdout).toMatch(/una +signed in +vpn /);
    expect(await server.ok(`session end ${session?.id}`)).toMatchObject({ done: true });
    await server.refused(`session end ${session?.id}`, 3, 'not-found');
    expect(await server.ok('session list')).toEqual([]);

    await eventually(async () => {
      expect(await server.ok('report refused-users --limit 5')).toEqual([expect.objectContaining({ name: 'una', refused: 1 })]);
    });
    expect(await server.ok('report refused-agent-hosts')).toMatchObject([{ name: 'vpn', refused: 1 }]);
    const days = await server.ok<{ accepted: number; refused: number }[]>('report sign-ins --bucket day --site Office');
    expect(days.filter(({ accepted, refused }) => accepted + refused > 0)).toMatchObject([{ accepted: 1, refused: 1 }]);
    expect((await server.countersign('report results --lang zh')).stdout).toMatch(/登录成功 \[accepted\]/);
    expect((await server.countersign('report results --from 2020-01-01 --to 2020-01-02')).stderr).toBe('Nothing in this time.\n');
    expect(await server.ok('report unused-tokens')).toEqual([]);
    await server.ok('user add idle --site Branch');
    expect(await server.ok('report unused-users --site Branch')).toMatchObject([{ login: 'idle', lastSignInAt: null }]);
    await server.ok('token add --site Branch --serial ENDS');
    const soon = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
    await server.ok(`token set ENDS --ends ${soon}`);
    expect(await server.ok('report expiring-tokens --days 30 --assigned no')).toMatchObject([{ serial: 'ENDS' }]);
    expect(await server.ok('report expiring-tokens --days 1')).toEqual([]);

    expect(await server.ok('policy try smallWindowSteps=0 --last 10')).toMatchObject({ counts: { same: expect.any(Number) }, faults: [] });
    expect((await server.countersign('policy try pinMinimum=6')).stdout).toMatch(/^Of the sign-ins from \S+ \S+ to \S+ \S+: \d+ the same, /);
    await server.ok('policy set --site Office pinMinimum=6');
    expect((await server.countersign('policy list')).stdout).toMatch(/Office +pinMinimum\n/);
    await server.ok('policy set --site Office pinMinimum=');
  });
});

describe('back-end, first-factor and directory-sync', () => {
  it('a back end is made, tried and changed; its password is never shown', async () => {
    writeFileSync(server.inFolder('reader'), 'reader-secret\n', { mode: 0o600 });
    const made = await server.countersign(`back-end add ldap --site Office --server 127.0.0.1:1 --security none --base-dn dc=x --filter (uid={login}) --bind-dn cn=reader --bind-password-file ${server.inFolder('reader')} --json`);
    expect(printed(made)).toMatchObject({ name: 'ldap', enabled: true, bindPasswordSet: true, lookup: { how: 'search', baseDn: 'dc=x', bindDn: 'cn=reader' } });
    expect(made.stdout).not.toContain('reader-secret');
    expect(await server.ok('back-end set ldap --filter (cn={login}) --server-timeout 300 --enabled yes')).toMatchObject({ lookup: { filter: '(cn={login})', baseDn: 'dc=x', bindDn: 'cn=reader' }, serverTimeoutMs: 300 });
    const text = await server.countersign('back-end test ldap');
    expect(text).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/127\.0\.0\.1:1 +connect +not reachable/) });
    expect((await server.countersign('back-end test ldap --login una --password-stdin --json', 'x')).exitCode).toBe(1);
    expect((await server.countersign('back-end list')).stdout).toMatch(/ldap +Office +yes +127\.0\.0\.1:1 +none\n/);
    expect(await server.ok('back-end set ldap --no-bind-password --template uid={login},dc=x')).toMatchObject({ bindPasswordSet: false, lookup: { how: 'name' } });
    await server.refused('back-end add none --site Office --server 127.0.0.1', 2, 'bad-usage');
    await server.refused('back-end set ldap', 2, 'bad-usage');
    await server.refused('back-end set ldap --ca-file /nonexistent', 2, 'file-unreadable');
  });

  it('a site has a rule of its own, and inherits it again', async () => {
    expect(await server.ok('first-factor show Office/Lab')).toEqual({ rule: null });
    expect(await server.ok('first-factor set Office --back-end ldap --order challenge --without-token passwords')).toMatchObject({ backEndId: expect.any(String), order: 'challenge', passcode: true });
    expect(await server.ok('first-factor set Office --order concatenated')).toMatchObject({ backEndId: expect.any(String), order: 'concatenated', withoutToken: 'passwords' });
    expect((await server.countersign('first-factor show Office/Lab')).stdout).toMatch(/^Rule of +Office\nBack end +ldap\n/);
    expect((await server.countersign('first-factor list')).stdout).toMatch(/Office +back end \+ passcode +concatenated +passwords\n/);
    await server.refused('back-end remove ldap', 4, 'in-use');
    await eventually(async () => {
      expect((await server.countersign('back-end health ldap')).stdout).toMatch(/^Replica +Server +State [^\n]*\nstandalone +127\.0\.0\.1:1 +not asked yet/);
    });
    expect(await server.ok('first-factor remove Office')).toMatchObject({ done: true });
  });

  it('a synchronisation is made, scheduled, run as a job, and deleted', async () => {
    expect(await server.ok('directory-sync add people --site Office --back-end ldap --base-dn dc=x --filter (uid=*) --attribute group=ou --schedule daily@02:30')).toMatchObject({
      attributes: { login: 'uid', group: 'ou' }, schedule: { every: 'day', at: '02:30' }, nextRunAt: expect.any(String), missing: 'disable',
    });
    expect(await server.ok('directory-sync set people --schedule 6h --attribute mobile=none --missing leave')).toMatchObject({ schedule: { every: 'hours', hours: 6 }, attributes: { mobile: null, group: 'ou' }, missing: 'leave' });
    expect((await server.countersign('directory-sync list')).stdout).toMatch(/people +Office +every 6 h +\d{4}-/);
    expect((await server.countersign('directory-sync show people --lang zh')).stdout).toMatch(/后端认证 +ldap\n/);
    const run = await server.countersign('directory-sync run people --dry-run --json');
    expect([run.exitCode, printed(run)]).toMatchObject([1, { job: { kind: 'ldap-sync', state: 'failed', dryRun: true } }]);
    await server.refused('directory-sync set people --schedule sometimes', 2, 'bad-usage');
    await server.refused('directory-sync set people --attribute colour=x', 2, 'bad-usage');
    expect(await server.ok('directory-sync remove people')).toMatchObject({ done: true });
    await server.refused('directory-sync show people', 3, 'not-found');
    expect(await server.ok('back-end remove ldap')).toMatchObject({ done: true });
  });

  it('help needs no server', async () => {
    expect(await cli(['directory-sync', 'run', '--help'])).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('--dry-run') });
  });
});
