import * as adminApi from '@countersign/contracts/admin-api';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Context } from '../context.ts';
import { usageError } from '../errors/command-error.ts';
import { collect, type Removable } from '../input/values.ts';
import { define, requireChanges, SITE, yesNo } from './define.ts';

type AttributeField = keyof adminApi.SyncAttributes;

interface Fields {
  readonly baseDn?: string;
  readonly filter?: string;
  readonly attribute?: readonly (readonly [field: AttributeField, attribute: string | null])[];
  readonly makeGroups?: boolean;
  readonly missing?: adminApi.DirectorySync['missing'];
  readonly schedule?: Removable<adminApi.SyncSchedule>;
}

/** What OpenLDAP's usual people have. */
const USUAL: adminApi.SyncAttributes = { login: 'uid', id: 'entryUUID', displayName: 'cn', mobile: 'mobile', email: 'mail', group: null };

/** `directory-sync add|set`. */
export function addDirectorySyncSettings(sync: Command, context: Context, show: (sync: adminApi.DirectorySync) => Promise<void>): void {
  const add = define(
    sync, 'add <name>', 'make a synchronisation; it does nothing until it is run, by somebody or by its schedule',
    'directory-sync add people --site Lab --back-end ldap --base-dn ou=people,dc=example,dc=com --filter "(objectClass=inetOrgPerson)" --attribute group=departmentNumber --make-groups yes',
    'directory-sync add staff --site Lab --back-end ad --base-dn dc=example,dc=com --filter "(objectCategory=person)" --attribute login=sAMAccountName --attribute id=objectGUID --schedule daily@02:30',
  ).requiredOption('--site <site>', 'the site whose users the entries become').requiredOption('--back-end <name>', 'the back end that is read');
  withFields(add).action(async (name: string, options: Fields & { site: string; backEnd: string }) => {
    const { baseDn, filter } = options;
    if (baseDn === undefined || filter === undefined) throw usageError('bad-usage', ['Give --base-dn and --filter', '请给出 --base-dn 和 --filter']);
    const { id: siteId } = await context.directory.site(options.site);
    const { id: backEndId } = await context.directory.near((reference, site) => context.directory.backEnd(reference, site), options.backEnd, siteId);
    const body = { siteId, backEndId, name, ...changesOf(options, USUAL), baseDn, filter };
    await show(await context.client.call(adminApi.createDirectorySync, { body: { ...body, attributes: body.attributes ?? USUAL } }));
  });

  const set = define(sync, 'set <name>', 'change a synchronisation: what is not named stays', 'directory-sync set people --schedule 6h', 'directory-sync set people --attribute mobile=none --missing leave')
    .option(...SITE).option('--name <name>', 'its new name');
  withFields(set).action(async (old: string, options: Fields & { site?: string; name?: string }) => {
    const { id, attributes, version } = await context.directory.directorySync(old, options.site);
    const changes = { name: options.name, ...changesOf(options, attributes) };
    requireChanges(changes);
    await show(await context.client.call(adminApi.updateDirectorySync, { id, body: { ...changes, version } }));
  });
}

const withFields = (command: Command): Command => command
  .option('--base-dn <dn>', 'where people are looked for')
  .option('--filter <filter>', 'who is taken: "(objectClass=inetOrgPerson)"')
  .option('--attribute <field=attribute>', 'which attribute tells login, id, displayName, mobile, email or group; "none": it says nothing about that. Again for each field', collect(parseAttribute))
  .addOption(yesNo('--make-groups', 'make groups that the site does not have; otherwise entries that name one are refused'))
  .addOption(new Option('--missing <what>', 'what becomes of users whose entry is gone').choices(adminApi.directorySyncSchema.shape.missing.options))
  .option('--schedule <when>', 'when it runs by itself: daily@02:30 by the clock of the site, 6h for every six hours, or "none"', parseSchedule);

/** @returns undefined for a field that was not named */
function changesOf({ baseDn, filter, attribute, makeGroups, missing, schedule }: Fields, attributes: adminApi.SyncAttributes) {
  return { baseDn, filter, attributes: attribute && { ...attributes, ...Object.fromEntries(attribute) }, makeGroups, missing, schedule: schedule?.value };
}

function parseAttribute(text: string): readonly [AttributeField, string | null] {
  const [name = '', value = ''] = text.split('=', 2);
  const field = adminApi.syncAttributesSchema.keyof().safeParse(name).data;
  if (field === undefined || value === '') throw new InvalidArgumentError(`must be FIELD=ATTRIBUTE; the fields are ${Object.keys(USUAL).join(', ')}`);
  return [field, value === 'none' ? null : value];
}

function parseSchedule(text: string): Removable<adminApi.SyncSchedule> {
  if (text === 'none') return { value: null };
  const [, hours, at] = /^(?:(\d{1,3})h|daily@(\d{2}:\d{2}))$/.exec(text) ?? [];
  if (hours !== undefined) return { value: { every: 'hours', hours: Number(hours) } };
  if (at !== undefined) return { value: { every: 'day', at } };
  throw new InvalidArgumentError('must be daily@02:30, 6h or none');
}
