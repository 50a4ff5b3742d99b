/* oxlint-disable typescript/no-unsafe-type-assertion -- what is asserted was checked by the zod schema of the operation */
import { adminApi } from '@countersign/contracts';
import type { Command } from 'commander';
import { call } from '../admin/client.ts';
import { agentHosts, find, type Finding, groups, sites, tokens, users } from '../admin/find.ts';
import type { Surroundings } from '../surroundings.ts';

interface Scope { readonly site?: string; readonly json?: boolean }

/** `site|group|user|agent-host|token list|show|remove`, and what the tokens and users of these need besides. */
export function addDirectoryCommands(program: Command, { stdout }: Surroundings): void {
  const print = (value: unknown, json: boolean | undefined) => { stdout.write(`${JSON.stringify(value, null, json ? 0 : 2)}\n`); };
  const scoped = (command: Command) => command.option('--site <site>', 'identifier, name or path').option('--json', 'one line of JSON');

  const addGroup = (name: string, finding: Finding, get: adminApi.Operation, remove: adminApi.Operation): Command => {
    const group = program.command(name).description(`${name}s`);
    scoped(group.command('list')).action(async ({ site, json }: Scope) => {
      const items: unknown[] = [];
      let cursor: string | undefined;
      do {
        const page = await call(finding.list, { query: { site, cursor } }) as { items: unknown[]; nextCursor: string | null };
        items.push(...page.items);
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      print(items, json);
    });
    scoped(group.command('show <name>')).action(async (what: string, { site, json }: Scope) => {
      print(await call(get, { id: (await find(finding, what, site)).id }), json);
    });
    scoped(group.command('remove <name>')).action(async (what: string, { site, json }: Scope) => {
      print(await call(remove, { id: (await find(finding, what, site)).id }), json);
    });
    return group;
  };

  const site = addGroup('site', sites, adminApi.getSite, adminApi.deleteSite);
  site.command('add <name>').option('--json').action(async (name: string, { json }: Scope) => {
    print(await call(adminApi.createSite, { body: { name } }), json);
  });
  const group = addGroup('group', groups, adminApi.getGroup, adminApi.deleteGroup);
  group.command('add <name>').requiredOption('--site <site>').option('--json').action(async (name: string, options: Required<Scope>) => {
    const { id } = await find(sites, options.site);
    print(await call(adminApi.createGroup, { body: { siteId: id, name } }), options.json);
  });
  const user = addGroup('user', users, adminApi.getUser, adminApi.deleteUser);
  for (const [verb, enabled] of [['enable', true], ['disable', false]] as const) {
    scoped(user.command(`${verb} <login>`)).action(async (login: string, scope: Scope) => {
      print(await call(adminApi.updateUser, { id: (await find(users, login, scope.site)).id, body: { enabled } }), scope.json);
    });
  }
  scoped(user.command('unlock <login>')).action(async (login: string, scope: Scope) => {
    print(await call(adminApi.unlockUser, { id: (await find(users, login, scope.site)).id }), scope.json);
  });
  addGroup('agent-host', agentHosts, adminApi.getAgentHost, adminApi.deleteAgentHost);
  const token = addGroup('token', tokens, adminApi.getToken, adminApi.deleteToken);
  scoped(token.command('assign <serial> <login>')).action(async (serial: string, login: string, scope: Scope) => {
    const userId = (await find(users, login, scope.site)).id;
    print(await call(adminApi.assignToken, { id: (await find(tokens, serial)).id, body: { userId } }), scope.json);
  });
  const changes = [
    ['unassign', adminApi.unassignToken, undefined], ['lost', adminApi.reportTokenLost, { lost: true }],
    ['enable', adminApi.updateToken, { enabled: true }], ['disable', adminApi.updateToken, { enabled: false }],
  ] as const;
  for (const [verb, operation, body] of changes) {
    scoped(token.command(`${verb} <serial>`)).action(async (serial: string, scope: Scope) => {
      print(await call<adminApi.Operation>(operation, { id: (await find(tokens, serial, scope.site)).id, body }), scope.json);
    });
  }
  scoped(token.command('mode <serial> <mode>')).action(async (serial: string, mode: string, scope: Scope) => {
    print(await call(adminApi.setTokenMode, { id: (await find(tokens, serial, scope.site)).id, body: { mode } }), scope.json);
  });
  scoped(token.command('sync <serial> <code1> <code2>')).action(async (serial: string, code1: string, code2: string, scope: Scope) => {
    print(await call(adminApi.synchroniseToken, { id: (await find(tokens, serial, scope.site)).id, body: { code1, code2 } }), scope.json);
  });
}
