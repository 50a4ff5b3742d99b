import { readFileSync } from 'node:fs';
import * as adminApi from '@countersign/contracts/admin-api';
import { type Command, Option } from 'commander';
import type { Context } from '../context.ts';
import { usageError } from '../errors/command-error.ts';
import { unreadable } from '../input/files.ts';
import { readNewSecret } from '../input/secrets.ts';
import { collect, parseCount } from '../input/values.ts';
import type { Text } from '../output/language.ts';
import { define, requireChanges, SITE, yesNo } from './define.ts';

interface Fields {
  readonly enabled?: boolean;
  readonly server?: readonly string[];
  readonly security?: adminApi.BackEnd['security'];
  readonly caFile?: string;
  readonly serverTimeout?: number;
  readonly baseDn?: string;
  readonly filter?: string;
  readonly bindDn?: string;
  readonly template?: string;
  readonly bindPasswordStdin?: boolean;
  readonly bindPasswordFile?: string;
}

type Lookup = adminApi.BackEnd['lookup'];
type Show = (backEnd: adminApi.BackEnd) => Promise<void>;

/** `back-end add|set`. */
export function addBackEndSettings(backEnd: Command, context: Context, show: Show): void {
  const add = define(
    backEnd, 'add <name>', 'make a back end; what cannot work is refused with the reason',
    'back-end add ldap --site Lab --server ldap1.example.com --server ldap2.example.com --base-dn ou=people,dc=example,dc=com --filter "(uid={login})" --bind-dn cn=reader,dc=example,dc=com --bind-password-file reader.txt',
    'back-end add ad --site Lab --server dc1.example.com --template "{login}@example.com"',
  ).requiredOption('--site <site>', 'the site that it belongs to');
  withFields(add).action(async (name: string, options: Fields & { site: string }) => {
    const lookup = lookupOf(options, undefined);
    if (options.server === undefined || lookup === undefined) {
      throw usageError('bad-usage', ['Give --server, and --template or --base-dn with --filter', '请给出 --server，以及 --template 或 --base-dn 和 --filter']);
    }
    const bindPassword = await passwordOf(options);
    const { id: siteId } = await context.directory.site(options.site);
    const { servers = [], ...changes } = changesOf(options);
    await show(await context.client.call(adminApi.createBackEnd, { body: { siteId, name, servers, ...changes, lookup, bindPassword: bindPassword ?? null } }));
  });

  const set = define(
    backEnd, 'set <name>', 'change a back end: what is not named stays; the servers given replace all. For other servers the service account\'s password has to be given again',
    'back-end set ldap --enabled no', 'back-end set ldap --server ldap3.example.com --bind-password-stdin',
  ).option(...SITE).option('--name <name>', 'its new name').addOption(new Option('--no-bind-password', 'the service account has no password any more').conflicts(['bindPasswordStdin', 'bindPasswordFile']));
  withFields(set).action(async (old: string, options: Fields & { site?: string; name?: string; bindPassword?: boolean }) => {
    const found = await context.directory.backEnd(old, options.site);
    const bindPassword = options.bindPassword === false ? null : await passwordOf(options);
    const changes = { name: options.name, ...changesOf(options), lookup: lookupOf(options, found.lookup), bindPassword };
    requireChanges(changes);
    await show(await context.client.call(adminApi.updateBackEnd, { id: found.id, body: { ...changes, version: found.version } }));
  });

  async function passwordOf({ bindPasswordStdin, bindPasswordFile }: Fields): Promise<string | undefined> {
    const note = (text: Text): void => { context.output.note(text); };
    return readNewSecret({ stdin: bindPasswordStdin, file: bindPasswordFile }, 'password', () => context.input(), note);
  }
}

const { security } = adminApi.backEndSchema.shape;

const withFields = (command: Command): Command => command
  .option('--server <host>', 'host, or host:port; asked in this order; again for each further one', collect((text) => text))
  .addOption(new Option('--security <how>', 'how the connection is protected; ldaps unless given').choices(security.options))
  .option('--ca-file <file>', 'certificates (PEM) of the authorities that are believed, or "none" for those of the system')
  .option('--server-timeout <ms>', 'how long one server may take', parseCount(100, 1500))
  .option('--base-dn <dn>', 'where the entry is looked for')
  .option('--filter <filter>', 'how it is looked for, with {login} where the login name stands: "(uid={login})"')
  .option('--bind-dn <dn>', 'the service account that looks; "none": anonymously')
  .addOption(new Option('--template <name>', 'bind with this name instead of looking: uid={login},ou=people,dc=example,dc=com, {login}@example.com').conflicts(['baseDn', 'filter', 'bindDn']))
  .addOption(new Option('--bind-password-stdin', 'the service account\'s password is the next line of standard input').conflicts('bindPasswordFile'))
  .option('--bind-password-file <file>', 'the service account\'s password is the line in this file')
  .addOption(yesNo('--enabled', 'whether it is asked; who needs it is refused otherwise'));

/** @returns undefined for a field that was not named */
function changesOf({ enabled, server, security: how, caFile, serverTimeout }: Fields) {
  return { enabled, servers: server && [...server], security: how, ca: caOf(caFile), serverTimeoutMs: serverTimeout };
}

function caOf(file: string | undefined): string | null | undefined {
  if (file === undefined || file === 'none') return file === undefined ? undefined : null;
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** What the options say, over what there is. @returns undefined where they say nothing, or not enough */
function lookupOf({ baseDn, filter, bindDn, template }: Fields, known: Lookup | undefined): Lookup | undefined {
  if (template !== undefined) return { how: 'name', template };
  if (baseDn === undefined && filter === undefined && bindDn === undefined) return undefined;
  const before = known?.how === 'search' ? known : undefined;
  const [base, search] = [baseDn ?? before?.baseDn, filter ?? before?.filter];
  if (base === undefined || search === undefined) {
    throw usageError('bad-usage', ['--base-dn and --filter belong together', '--base-dn 和 --filter 须一起使用']);
  }
  return { how: 'search', baseDn: base, filter: search, bindDn: bindDn === undefined ? before?.bindDn ?? null : bindDn === 'none' ? null : bindDn };
}
