/** Sites, groups, users, agent hosts. Against a whole server. */
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type * as adminApi from '@countersign/contracts/admin-api';
import { startStandalone } from '@countersign/standalone';
import { privatePostgres } from '@countersign/testing';
import { SECRET, ServerUnderTest } from './server-under-test.ts';

const server = ServerUnderTest.use({ privatePostgres, startStandalone });

describe('site and group', () => {
  it('list, show, rename and remove; a site is meant by its path, name or identifier', async () => {
    const lab = await server.ok<adminApi.Site>('site show Office/Lab');
    expect(await server.ok(`site show ${lab.id}`)).toEqual(lab);
    expect((await server.ok<adminApi.Site[]>('site list --site Office')).map(({ name }) => name)).toEqual(['Office', 'Lab']);
    expect((await server.countersign('site list')).stdout).toMatch(/Site\s+Created\s+Identifier\n[\s\S]*\nBranch /);
    await server.ok('site add Depot');
    expect(await server.ok('site set Depot --name Warehouse')).toMatchObject({ name: 'Warehouse' });
    expect(await server.ok('site remove Warehouse')).toEqual({ done: true });
    await server.refused('site show Warehouse', 3, 'not-found');
    await server.refused('site add Lab --parent Nowhere', 3, 'not-found');
    await server.refused('site add Office', 4, 'already-exists');
    await server.refused('site add a/b', 2, 'bad-request');
  });

  it('names the candidates where a name means several', async () => {
    await server.ok('site add Lab --parent Branch');
    expect(await server.refused('group add staff --site Lab', 5, 'ambiguous-name')).toMatchObject({ items: ['Branch/Lab', 'Office/Lab'] });
    const staff = await server.ok<adminApi.Group>('group add staff --site Office/Lab');
    await server.ok('group add staff --site Branch/Lab');
    expect(await server.refused('group show staff', 5, 'ambiguous-name')).toMatchObject({ items: ['Branch/Lab', 'Office/Lab'] });
    expect(await server.ok('group show staff --site Office/Lab')).toEqual(staff);
    expect(await server.ok(`group show ${staff.id}`)).toEqual(staff);
    expect(await server.ok('group list --site Office/Lab')).toEqual([staff]);
    expect(await server.ok('group set staff --site Branch/Lab --name guests')).toMatchObject({ name: 'guests' });
    expect((await server.countersign('group list')).stdout).toMatch(/guests +Branch\/Lab/);
    expect(await server.ok('group remove guests')).toEqual({ done: true });
  });
});

describe('user', () => {
  it('add and set take every field', async () => {
    const added = await server.ok<adminApi.User>('user add zoe --site Office/Lab --group staff --display-name Zoë --starts 2026-01-01 --ends 2027-12-31T18:00Z --password-stdin', 'correct horse');
    expect(added).toMatchObject({ login: 'zoe', displayName: 'Zoë', endsAt: '2027-12-31T18:00:00.000Z', passwordSet: true });
    expect(added.startsAt).toBe(new Date(2026, 0, 1).toISOString());
    const set = await server.ok<adminApi.User>('user set zoe --login zoe2 --mobile +861380000 --email zoe@example.com --ends 2027-06-30 --group none --active-on-site-hosts yes --active-on-all-hosts no --password-stdin --password-expires 2027-01-01 --password-must-change yes', 'battery staple');
    expect(set).toMatchObject({
      login: 'zoe2', mobile: '+861380000', email: 'zoe@example.com', groupId: null, activeOnSiteHosts: true, activeOnAllHosts: false, displayName: 'Zoë',
      endsAt: new Date(new Date(2027, 6, 1).getTime() - 1).toISOString(), passwordMustChange: true, passwordExpiresAt: expect.any(String),
    });
    expect(await server.ok('user set zoe2 --starts none --mobile none --remove-password')).toMatchObject({ startsAt: null, mobile: null, passwordSet: false });
    expect((await server.countersign('user show zoe2')).stdout).toMatch(/^Login +zoe2\nDisplay name +Zoë\nSite +Office\/Lab\n/);
    expect((await server.countersign('user show zoe2 --lang zh')).stdout).toMatch(/^登录名 +zoe2\n显示名 +Zoë\n站点 +Office\/Lab\n/);
    expect(await server.ok('user disable zoe2')).toMatchObject({ enabled: false });
    expect(await server.ok('user enable ZOE2')).toMatchObject({ enabled: true });
    expect(await server.ok('user unlock zoe2')).toEqual({ done: true });
    expect((await server.ok<adminApi.User[]>('user list --search zo --site Office/Lab')).map(({ login }) => login)).toEqual(['zoe2']);
    expect(await server.ok('user list --group staff')).toEqual([]);
    expect(await server.ok('user remove zoe2')).toEqual({ done: true });
    await server.refused('user show zoe2', 3, 'not-found');
  });

  it('refuses what cannot be, and makes nothing by halves', async () => {
    await server.refused('user add bob --site Office --password-stdin', 2, 'bad-request', 'short');
    await server.refused('user show bob', 3, 'not-found');
    await server.refused('user add bob --site Office --ends 2026-02-30', 2, 'bad-usage');
    await server.refused('user add bob --site Office --email nonsense', 2, 'bad-request');
    await server.refused('user add bob', 2, 'bad-usage');
    await server.ok('user add bob --site Office');
    await server.refused('user set bob', 2, 'bad-usage');
    await server.refused('user set bob --password-must-change yes', 2, 'bad-usage');
    await server.refused('user set bob --group staff', 3, 'not-found');
    await server.ok('user add bob --site Branch');
    expect(await server.refused('user disable bob', 5, 'ambiguous-name')).toMatchObject({ items: ['Branch', 'Office'] });
    expect(await server.ok('user disable bob --site Branch')).toMatchObject({ enabled: false });
  });

  it('takes a password from a file, and warns when others may read it', async () => {
    writeFileSync(server.inFolder('password'), 'correct horse\n', { mode: 0o600 });
    writeFileSync(server.inFolder('open'), 'correct horse\n', { mode: 0o644 });
    expect(await server.ok(`user add carl --site Office --password-file ${server.inFolder('password')}`)).toMatchObject({ passwordSet: true });
    const warned = await server.countersign(`user set carl --password-file ${server.inFolder('open')}`);
    expect(warned).toMatchObject({ exitCode: 0, stderr: expect.stringContaining(`chmod 600 ${server.inFolder('open')}`) });
    await server.refused(`user set carl --password-file ${server.inFolder('absent')}`, 2, 'file-unreadable');
  });
});

describe('agent-host', () => {
  it('add, set, activate and show', async () => {
    const added = await server.ok<adminApi.AgentHost>('agent-host add gate --site Office --address 192.0.2.10 --address standby=192.0.2.11/32 --secret-stdin --open-to-site --new-pin no', SECRET);
    expect(added).toMatchObject({ openToSite: true, openToAll: false, newPin: false, requireMessageAuthenticator: true, secretVersion: 1 });
    expect(added.addresses.map(({ name }) => name)).toEqual([null, 'standby']);
    const set = await server.ok('agent-host set gate --name gate2 --no-open-to-site --open-to-all --require-message-authenticator no --limit-proxy-state yes --new-pin yes --next-tokencode no --login-form strip-both --nas-profile pam-radius --failover-grace 30 --address 192.0.2.12/32 --secret-stdin', 'another secret');
    expect(set).toMatchObject({
      name: 'gate2', openToSite: false, openToAll: true, requireMessageAuthenticator: false, limitProxyState: true, newPin: true, nextTokencode: false,
      loginForm: 'strip-both', nasProfile: 'pam-radius', failoverGraceSeconds: 30, addresses: [{ address: '192.0.2.12/32', name: null }], secretVersion: 2,
    });
    await server.ok('user add dora --site Office/Lab');
    expect(await server.ok('agent-host activate gate2 --user dora')).toEqual({ done: true });
    expect(await server.ok('agent-host activate gate2 --group staff --site Office')).toEqual({ done: true });
    const { activations } = await server.ok<{ activations: { userIds: string[]; groupIds: string[] } }>('agent-host show gate2');
    expect([activations.userIds.length, activations.groupIds.length]).toEqual([1, 1]);
    expect((await server.countersign('agent-host show gate2')).stdout).toMatch(/Users +dora\nGroups +staff\n/);
    expect(await server.ok('agent-host deactivate gate2 --user dora')).toEqual({ done: true });
    expect((await server.countersign('agent-host list')).stdout).toMatch(/gate2 +Office +192\.0\.2\.12\/32 +all users/);
    expect(await server.ok('agent-host remove gate2')).toEqual({ done: true });
  });

  it('refuses what cannot be, and never shows a secret', async () => {
    const wrong = await server.refused('agent-host add gate --site Office --address nonsense! --secret-stdin', 2, 'bad-usage', 'hidden-secret');
    expect(JSON.stringify(wrong)).not.toContain('hidden-secret');
    await server.refused('agent-host add gate --site Office --address 192.0.2.10', 2, 'bad-usage');
    await server.refused('agent-host add gate --site Office --secret-stdin', 2, 'bad-usage', SECRET);
    await server.refused('agent-host add gate --site Office --address 192.0.2.10 --secret-stdin', 2, 'secret-empty', '');
    await server.refused('agent-host add gate --site Office --address 192.0.2.10 --secret-stdin', 2, 'input-ended');
    await server.refused('agent-host set gate', 2, 'bad-usage');
    await server.refused('agent-host set gate --limit-proxy-state maybe', 2, 'bad-usage');
    await server.refused('agent-host set gate --failover-grace 31', 2, 'bad-usage');
    await server.refused('agent-host activate gate', 2, 'bad-usage');
    await server.refused('agent-host activate gate --user dora', 3, 'not-found');
    await server.refused('agent-host activate gate --user a --group b', 2, 'bad-usage');
  });
});
