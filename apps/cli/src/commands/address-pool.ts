import type { AddressRange } from '@countersign/contracts';
import * as adminApi from '@countersign/contracts/admin-api';
import { type Command, InvalidArgumentError } from 'commander';
import type { Context } from '../context.ts';
import { collect, parseCount } from '../input/values.ts';
import { labels } from '../output/labels.ts';
import { define, family, requireChanges, SITE } from './define.ts';

interface InSite {
  readonly site?: string;
}

interface Fields {
  readonly description?: string;
  readonly range?: readonly AddressRange[];
  readonly leaseMinutes?: number;
}

/** Thirty days. */
const LONGEST_LEASE_MINUTES = 30 * 24 * 60;

/** `address-pool list|show|add|set|remove`. */
export function addAddressPoolCommands(program: Command, context: Context): void {
  const { output } = context;
  const pool = family(program, 'address-pool', 'address pools: the addresses that sign-ins get (Framed-IP-Address), through RADIUS profiles');

  define(pool, 'list', 'list the address pools, with how much of each is in use', 'address-pool list --site Lab')
    .option('--site <site>', 'only those of this site')
    .action(async ({ site }: InSite) => {
      const tree = await context.directory.sites();
      await output.list(context.client.pages(adminApi.listAddressPools, { site: await context.directory.siteId(site) }), [
        { title: labels.name, text: ({ name }) => name },
        { title: labels.path, text: ({ siteId }) => tree.pathOf(siteId) },
        { title: RANGES, text: rangesOf },
        { title: IN_USE, text: useOf, align: 'right' },
      ], ['No address pools.', '没有地址池。']);
    });

  define(pool, 'show <name>', 'show one address pool', 'address-pool show office').option(...SITE)
    .action(async (name: string, { site }: InSite) => { await show(await context.directory.addressPool(name, site)); });

  const add = define(pool, 'add <name>', 'make an address pool', 'address-pool add office --site Lab --range 10.8.0.10-10.8.0.250 --lease-minutes 480')
    .requiredOption('--site <site>', 'the site that it belongs to');
  withFields(add).action(async (name: string, { site, range = [], ...options }: Fields & { site: string }) => {
    const { id: siteId } = await context.directory.site(site);
    await show(await context.client.call(adminApi.createAddressPool, { body: { siteId, name, ranges: [...range], ...options } }));
  });

  const set = define(pool, 'set <name>', 'change an address pool: what is not named stays; the ranges given replace all. Who has an address keeps it', 'address-pool set office --range 10.8.0.10-10.8.1.250')
    .option(...SITE).option('--name <name>', 'its new name');
  withFields(set).action(async (old: string, { site, name, range, description, leaseMinutes }: Fields & InSite & { name?: string }) => {
    const { id, version } = await context.directory.addressPool(old, site);
    const changes = { name, description, ranges: range && [...range], leaseMinutes };
    requireChanges(changes);
    await show(await context.client.call(adminApi.updateAddressPool, { id, body: { ...changes, version } }));
  });

  define(pool, 'remove <name>', 'delete an address pool that no profile names', 'address-pool remove office').option(...SITE)
    .action(async (name: string, { site }: InSite) => {
      const { id } = await context.directory.addressPool(name, site);
      await output.done(await context.client.call(adminApi.deleteAddressPool, { id }), [`Address pool ${name} is deleted.`, `地址池 ${name} 已删除。`]);
    });

  async function show(changed: adminApi.AddressPool): Promise<void> {
    const tree = await context.directory.sites();
    // How many are in use is not part of the answer to a change.
    const found = output.json || changed.used !== undefined ? changed : await context.client.call(adminApi.getAddressPool, { id: changed.id });
    await output.record(found, [
      [labels.name, found.name], [labels.path, tree.pathOf(found.siteId)], [labels.description, found.description], [RANGES, rangesOf(found)],
      [IN_USE, useOf(found)], [['Lease (min)', '保留（分钟）'], String(found.leaseMinutes)], [labels.id, found.id],
    ]);
  }
}

const RANGES = ['Ranges', '地址范围'] as const;
const IN_USE = ['In use', '已用'] as const;
const rangesOf = ({ ranges }: adminApi.AddressPool): string => ranges.map(({ first, last }) => (first === last ? first : `${first}-${last}`)).join(', ');
/** While auth does not answer nobody knows how many are in use. */
const useOf = ({ used, size }: adminApi.AddressPool): string => `${used ?? '?'} / ${size}`;

const withFields = (command: Command): Command => command
  .option('--description <text>', 'what it is for')
  .option('--range <range>', 'an IPv4 address, or FIRST-LAST; again for each further one', collect(parseRange))
  .option('--lease-minutes <n>', 'how long an address waits for accounting after a sign-in', parseCount(1, LONGEST_LEASE_MINUTES));

/** Whether the addresses are good is for the contract to say. */
function parseRange(text: string): AddressRange {
  const [, first, last] = /^([\d.]+)(?:-([\d.]+))?$/.exec(text) ?? [];
  if (first === undefined) throw new InvalidArgumentError('must be an IPv4 address, or FIRST-LAST');
  return { first, last: last ?? first };
}
