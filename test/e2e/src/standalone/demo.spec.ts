/** `npm start -- --demo`: everything for a first sign-in is there, and stays the same. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import * as adminApi from '@countersign/contracts/admin-api';
import { PacketCode } from '@countersign/radius';
import { disposeAfterEach } from '@countersign/testing';
import { RadiusClient } from '../harness/radius-client.ts';
import { StandaloneProcess } from '../harness/standalone-process.ts';

const keep = disposeAfterEach();

interface Shown {
  readonly secret: string;
  readonly otpauth: string;
  readonly code: string;
}

async function shown({ process }: StandaloneProcess): Promise<Shown> {
  const [, secret = ''] = await process.waitForLine(/RADIUS secret +(\S+)/);
  const [, otpauth = ''] = await process.waitForLine(/(otpauth:\/\/totp\/\S+)/);
  const [, code = ''] = await process.waitForLine(/Current code +(\d{6})/);
  return { secret, otpauth, code };
}

test('the code that is shown signs in; a second start shows the same token and makes no other one', async () => {
  const first = await StandaloneProcess.start({ flags: ['--demo'] });
  const { dataDir } = first;
  const before = await shown(first);
  expect(first.process.output).toContain('█');
  expect(first.process.output).toContain('npx countersign radius test demo');
  const client = new RadiusClient(before.secret);
  expect(await client.ask(client.accessRequest('demo', before.code), first.radiusPort)).toMatchObject({ code: PacketCode.accessAccept, message: 'PASSCODE Accept' });
  await first[Symbol.asyncDispose]();

  const second = keep(await StandaloneProcess.start({ dataDir, flags: ['--demo'] }));
  const after = await shown(second);
  expect(after).toMatchObject({ secret: before.secret, otpauth: before.otpauth });
  const again = new RadiusClient(after.secret);
  // The code was used before the restart.
  expect(await again.ask(again.accessRequest('demo', before.code), second.radiusPort)).toMatchObject({ code: PacketCode.accessReject });
  const api = await second.api();
  const [sites, users, tokens, hosts] = [
    await api.call(adminApi.listSites, {}), await api.call(adminApi.listUsers, {}), await api.call(adminApi.listTokens, {}), await api.call(adminApi.listAgentHosts, {}),
  ];
  expect(sites.items.map(({ name }) => name).sort()).toEqual(['Administrators', 'demo']);
  expect(users.items.map(({ login }) => login).sort()).toEqual(['admin', 'demo']);
  expect([tokens.items.length, hosts.items.length]).toEqual([1, 1]);
  for (const name of ['demo-token', 'demo-secret']) expect((await stat(path.join(dataDir, name))).mode & 0o777).toBe(0o600);
});

test('a demonstration that was interrupted, or whose token was deleted, is completed', async () => {
  const first = await StandaloneProcess.start({ flags: ['--demo'] });
  const { dataDir } = first;
  const before = await shown(first);
  const api = await first.api();
  const { items: [token] } = await api.call(adminApi.listTokens, {});
  await api.call(adminApi.unassignToken, { parameters: { id: token?.id ?? '' } });
  await api.call(adminApi.deleteToken, { parameters: { id: token?.id ?? '' } });
  await first[Symbol.asyncDispose]();

  const second = keep(await StandaloneProcess.start({ dataDir, flags: ['--demo'] }));
  const after = await shown(second);
  expect(after.otpauth).not.toBe(before.otpauth);
  const client = new RadiusClient(after.secret);
  expect(await client.ask(client.accessRequest('demo', after.code), second.radiusPort)).toMatchObject({ code: PacketCode.accessAccept });
});

test('where this computer is an agent host already, the server runs and says so', async () => {
  const first = await StandaloneProcess.start();
  const { dataDir } = first;
  const api = await first.api();
  const site = await api.call(adminApi.createSite, { body: { name: 'office' } });
  await api.call(adminApi.createAgentHost, { body: { siteId: site.id, name: 'vpn', addresses: [{ address: '127.0.0.1' }], secret: 'a secret' } });
  await first[Symbol.asyncDispose]();
  const second = keep(await StandaloneProcess.start({ dataDir, flags: ['--demo'] }));
  expect(second.process.output).toContain('The demonstration needs 127.0.0.1/32, which is the address of the agent host vpn: nothing was added.');
  const after = await second.api();
  expect((await after.call(adminApi.listSites, {})).items.map(({ name }) => name).toSorted()).toEqual(['Administrators', 'office']);
  expect((await after.call(adminApi.listUsers, {})).items.map(({ login }) => login)).toEqual(['admin']);
  expect(await stat(path.join(dataDir, 'demo-secret')).catch(() => 'none')).toBe('none');
});
