import { readFileSync } from 'node:fs';
import { adminApi } from '@countersign/contracts';
import type { Command } from 'commander';
import { call } from '../admin/client.ts';
import { agentHosts, find, groups, sites, tokens, users } from '../admin/find.ts';
import { CommandError, ExitCode } from '../exit-codes.ts';
import { readLines } from '../line-source.ts';
import type { Surroundings } from '../surroundings.ts';

interface UserAdd { readonly site: string; readonly group?: string; readonly starts?: string; readonly ends?: string; readonly passwordStdin?: boolean; readonly json?: boolean }
interface HostAdd { readonly site: string; readonly address: string; readonly secretFile?: string; readonly openToAll?: boolean; readonly openToSite?: boolean; readonly json?: boolean }
interface Activate { readonly site?: string; readonly user?: string; readonly group?: string; readonly json?: boolean }

/** Commands that need a secret or several records: `user add`, `agent-host add|activate|deactivate`, `token pin`, `radius drops`. */
export function addAdditionCommands(program: Command, { stdin, stdout, stderr }: Surroundings): void {
  const print = (value: unknown, json: boolean | undefined) => { stdout.write(`${JSON.stringify(value, null, json ? 0 : 2)}\n`); };
  const under = (name: string): Command => {
    const found = program.commands.find((command) => command.name() === name);
    if (found === undefined) throw new RangeError(`no command ${name}`);
    return found;
  };
  const readLine = async (what: string) => {
    const lines = readLines(stdin, stderr);
    try {
      return await lines.next(what);
    } finally {
      lines.close();
    }
  };

  under('user').command('add <login>').requiredOption('--site <site>').option('--group <group>').option('--starts <date>').option('--ends <date>')
    .option('--password-stdin').option('--json').action(async (login: string, options: UserAdd) => {
      const password = options.passwordStdin ? await readLine('Password:') : undefined;
      const siteId = (await find(sites, options.site)).id;
      const groupId = options.group === undefined ? undefined : (await find(groups, options.group, siteId)).id;
      const body = { siteId, login, groupId, startsAt: options.starts, endsAt: options.ends };
      const user = await call(adminApi.createUser, { body });
      print(password === undefined ? user : await call(adminApi.setUserPassword, { id: user.id, body: { password } }), options.json);
    });
  under('agent-host').command('add <name>').requiredOption('--site <site>').requiredOption('--address <cidr>').option('--secret-stdin')
    .option('--secret-file <file>').option('--open-to-all').option('--open-to-site').option('--json')
    .action(async (name: string, options: HostAdd) => {
      const secret = options.secretFile === undefined ? await readLine('Shared secret:') : readSecretFile(options.secretFile);
      const siteId = (await find(sites, options.site)).id;
      const { openToAll, openToSite } = options;
      print(await call(adminApi.createAgentHost, { body: { siteId, name, addresses: [{ address: options.address }], secret, openToAll, openToSite } }), options.json);
    });
  for (const [verb, operation] of [['activate', adminApi.addActivation], ['deactivate', adminApi.removeActivation]] as const) {
    under('agent-host').command(`${verb} <name>`).option('--user <login>').option('--group <group>').option('--site <site>').option('--json')
      .action(async (name: string, { site, user, group, json }: Activate) => {
        if ((user === undefined) === (group === undefined)) throw new CommandError(ExitCode.usage, 'bad-usage', 'Give --user or --group');
        const { id } = await find(agentHosts, name, site);
        const body = user === undefined ? { groupId: (await find(groups, group ?? '', site)).id } : { userId: (await find(users, user, site)).id };
        print(await call<adminApi.Operation>(operation, { id, body }), json);
      });
  }
  under('token').command('pin <serial>').option('--stdin').option('--clear').option('--json')
    .action(async (serial: string, options: { clear?: boolean; stdin?: boolean; json?: boolean }) => {
      if (options.clear === options.stdin) throw new CommandError(ExitCode.usage, 'bad-usage', 'Give --stdin or --clear');
      const { id } = await find(tokens, serial);
      print(options.clear ? await call(adminApi.clearTokenPin, { id }) : await call(adminApi.setTokenPin, { id, body: { pin: await readLine('PIN:') } }), options.json);
    });
  under('radius').command('drops').description('packets that lately got no answer').option('--json')
    .action(async ({ json }: { json?: boolean }) => { print(await call(adminApi.listDrops), json); });
}

function readSecretFile(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch {
    throw new CommandError(ExitCode.usage, 'file-unreadable', `Cannot read ${file}`);
  }
}
