import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash, createSecretKey } from 'node:crypto';
import { KeyedMac, Sealer, type PurposeKeys } from '@countersign/crypto';
import { InProcessBucket, InProcessBus, InProcessStream } from '@countersign/messaging';
import { privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { Client } from 'pg';
import { createTokenAdminService, type RunningTokenAdmin } from './create-token-admin-service.ts';

const key = (name: string) => createSecretKey(createHash('sha256').update(name).digest());
const keys: PurposeKeys = {
  sealer: (purpose) => new Sealer({ current: 1, keys: new Map([[1, key(purpose)]]) }),
  mac: (purpose) => new KeyedMac(key(purpose)),
};
let server: PrivatePostgres;
let service: RunningTokenAdmin;
let bearer: string;
const errors: unknown[] = [];

beforeAll(async () => {
  server = await privatePostgres();
  const admin = new Client({ connectionString: server.url('postgres') });
  await admin.connect();
  for (const role of ['token_admin_owner', 'token_admin', 'auth']) await admin.query(`CREATE ROLE countersign_${role} LOGIN PASSWORD 'p'`);
  await admin.query('CREATE SCHEMA directory AUTHORIZATION countersign_token_admin_owner');
  await admin.end();
  const url = (role: string): string => server.url('postgres', { name: role, password: 'p' });
  const stream = new InProcessStream();
  await stream.consume({ durable: 'audit', maxBatch: 10 }, async () => {});
  service = await createTokenAdminService({
    bus: new InProcessBus(Date.now), stream, bucket: new InProcessBucket(), keys,
    databaseUrl: url('countersign_token_admin'), migrationUrl: url('countersign_token_admin_owner'),
    listen: { host: '127.0.0.1', port: 0 }, now: Date.now, onError: (error) => { errors.push(error); },
  });
  bearer = await service.createApiKey('test');
}, 60_000);

afterAll(async () => {
  await service?.stop();
  await server.stop();
});

async function call(method: string, path: string, body?: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${service.url}/api/admin/v1${path}`, {
    method, headers: { authorization: `Bearer ${bearer}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() as Record<string, unknown> };
}

describe('the admin API', () => {
  test('lets nobody in without a key', async () => {
    const response = await fetch(`${service.url}/api/admin/v1/sites`);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 'unauthenticated' });
  });

  test('a site, a user, a made token', async () => {
    const site = await call('POST', '/sites', { name: 'Main' });
    expect(errors).toEqual([]);
    expect(site).toMatchObject({ status: 201, body: { name: 'Main' } });
    const user = await call('POST', '/users', { siteId: site.body['id'], login: 'Alice' });
    expect(user).toMatchObject({ status: 201, body: { login: 'Alice' } });
    const made = await call('POST', '/tokens/make', { siteId: site.body['id'], assignTo: user.body['id'] });
    expect(made).toMatchObject({ status: 201, body: { otpauth: expect.stringMatching(/^otpauth:\/\/totp\//), token: { assignment: { login: 'Alice' } } } });
    expect(await call('GET', '/users?login=ALICE')).toMatchObject({ status: 200, body: { items: [{ tokens: 1 }], nextCursor: null } });
  });
});
