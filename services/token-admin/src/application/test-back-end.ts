import type * as adminApi from '@countersign/contracts/admin-api';
import { type DirectorySettings, probe } from '@countersign/ldap';

export type TestBackEnd = (
  settings: DirectorySettings, account: { readonly login: string | null; readonly password: string | null },
) => Promise<{ servers: { server: string; steps: adminApi.BackEndStep[] }[] }>;

/** Tries every server of a back end, all at once, each as far as it goes. */
export const testBackEnd = (monotonic: () => number): TestBackEnd => async (settings, { login, password }) => ({
  servers: await Promise.all(settings.servers.map(async (server) => ({
    server, steps: await probe(server, settings, login === null ? null : { login, password }, monotonic),
  }))),
});
