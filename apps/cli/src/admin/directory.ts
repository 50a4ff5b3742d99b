import * as adminApi from '@countersign/contracts/admin-api';
import { CommandError } from '../errors/command-error.ts';
import type { AdminClient } from './client.ts';
import { ambiguous, ambiguousKey, notFound } from './problem.ts';
import { SiteTree } from './site-tree.ts';

interface InSite {
  readonly id: string;
  readonly siteId: string;
}

type Noun = readonly [en: string, zh: string];
const NOUNS = {
  group: ['group', '组'], user: ['user', '用户'], agentHost: ['agent host', '代理主机'], token: ['token', '令牌'],
  radiusProfile: ['RADIUS profile', 'RADIUS配置'], addressPool: ['address pool', '地址池'], backEnd: ['back end', '后端认证'], directorySync: ['synchronisation', '目录同步'],
} as const satisfies Record<string, Noun>;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Turns what people type – names, logins, serial numbers, identifiers – into the one record that is meant.
 * Each method throws CommandError 'not-found', or 'ambiguous-name' where several sites have one of that name.
 */
export class Directory {
  readonly #client: AdminClient;
  #tree: Promise<SiteTree> | undefined;

  constructor(client: AdminClient) {
    this.#client = client;
  }

  /** All sites, asked for once. */
  sites(): Promise<SiteTree> {
    this.#tree ??= all(this.#client.pages(adminApi.listSites)).then((sites) => new SiteTree(sites));
    return this.#tree;
  }

  async site(reference: string): Promise<adminApi.Site> {
    return (await this.sites()).resolve(reference);
  }

  /** The identifier of the site that `--site` names; undefined without the option. */
  async siteId(reference: string | undefined): Promise<string | undefined> {
    return reference === undefined ? undefined : (await this.site(reference)).id;
  }

  async group(name: string, site?: string): Promise<adminApi.Group> {
    const pages = this.#client.pages(adminApi.listGroups, { name, site: await this.siteId(site) });
    return this.#only(NOUNS.group, name, site, pages, (id) => this.#client.call(adminApi.getGroup, { id }));
  }

  async user(login: string, site?: string): Promise<adminApi.User> {
    const pages = this.#client.pages(adminApi.listUsers, { login, site: await this.siteId(site) });
    return this.#only(NOUNS.user, login, site, pages, (id) => this.#client.call(adminApi.getUser, { id }));
  }

  async agentHost(name: string, site?: string): Promise<adminApi.AgentHost> {
    const pages = this.#client.pages(adminApi.listAgentHosts, { name, site: await this.siteId(site) });
    return this.#only(NOUNS.agentHost, name, site, pages, (id) => this.#client.call(adminApi.getAgentHost, { id }));
  }

  /** Serial numbers are unique over all sites; the site, when given, is a check. */
  async token(serial: string, site?: string): Promise<adminApi.Token> {
    const pages = this.#client.pages(adminApi.listTokens, { serial, site: await this.siteId(site) });
    return this.#only(NOUNS.token, serial, site, pages, async (id) => (await this.#client.call(adminApi.getToken, { id })).token);
  }

  async radiusProfile(name: string, site?: string): Promise<adminApi.RadiusProfile> {
    const pages = this.#client.pages(adminApi.listRadiusProfiles, { name, site: await this.siteId(site) });
    return this.#only(NOUNS.radiusProfile, name, site, pages, (id) => this.#client.call(adminApi.getRadiusProfile, { id }));
  }

  async addressPool(name: string, site?: string): Promise<adminApi.AddressPool> {
    const pages = this.#client.pages(adminApi.listAddressPools, { name, site: await this.siteId(site) });
    return this.#only(NOUNS.addressPool, name, site, pages, (id) => this.#client.call(adminApi.getAddressPool, { id }));
  }

  async backEnd(name: string, site?: string): Promise<adminApi.BackEnd> {
    const pages = this.#client.pages(adminApi.listBackEnds, { name, site: await this.siteId(site) });
    return this.#only(NOUNS.backEnd, name, site, pages, (id) => this.#client.call(adminApi.getBackEnd, { id }));
  }

  /** There are few of them: the list knows no names. */
  async directorySync(name: string, site?: string): Promise<adminApi.DirectorySync> {
    const known = await all(this.#client.pages(adminApi.listDirectorySyncs, { site: await this.siteId(site) }));
    return this.#only(NOUNS.directorySync, name, site, once(known.filter((sync) => sync.name === name)), (id) => this.#client.call(adminApi.getDirectorySync, { id }));
  }

  /** What people read for a profile; empty without one. */
  async profileName(id: string | null): Promise<string> {
    return id === null ? '' : (await this.#client.call(adminApi.getRadiusProfile, { id })).name;
  }

  /** What an option names that may be "none": its identifier, null, or undefined without the option. The site is where it is looked for first. */
  async idOrNone(named: { readonly value: string | null } | undefined, site: string, find: (name: string, site?: string) => Promise<InSite>): Promise<string | null | undefined> {
    if (named === undefined || named.value === null) return named?.value;
    return (await this.near(find, named.value, site)).id;
  }

  /** A name that revoked keys had as well means the key that is in use. Not-found when all of that name are revoked. */
  async apiKey(name: string): Promise<adminApi.ApiKey> {
    const keys = await all(this.#client.pages(adminApi.listApiKeys));
    const inUse = keys.filter((key) => key.revokedAt === null && (key.name === name || key.id === name.toLowerCase()));
    const [key, another] = inUse;
    if (key === undefined) throw notFound([`There is no API key "${name}" in use`, `没有使用中的 API 密钥“${name}”`]);
    if (another !== undefined) throw ambiguousKey(name, inUse.map(({ id }) => id));
    return key;
  }

  /** A user or group of an agent host: looked for in the host's site first, then everywhere. */
  async near<Item>(find: (name: string, site?: string) => Promise<Item>, name: string, site: string): Promise<Item> {
    try {
      return await find(name, site);
    } catch (error) {
      if (!(error instanceof CommandError && error.facts.code === 'not-found')) throw error;
      return find(name);
    }
  }

  /** A name goes before an identifier: logins and serial numbers may look like one. */
  async #only<Item extends InSite>(
    [en, zh]: Noun, name: string, site: string | undefined, pages: AsyncIterable<readonly Item[]>, get: (id: string) => Promise<Item>,
  ): Promise<Item> {
    const found = await all(pages);
    const [item, another] = found;
    if (item === undefined) {
      if (UUID.test(name)) return get(name);
      const [inSite, inSiteZh] = site === undefined ? ['', ''] : [` in site "${site}"`, `站点“${site}”中`];
      throw notFound([`There is no ${en} "${name}"${inSite}`, `${inSiteZh}没有${zh}“${name}”`]);
    }
    if (another === undefined) return item;
    const tree = await this.sites();
    throw ambiguous([`Several sites have a ${en} "${name}"`, `多个站点有${zh}“${name}”`], found.map(({ siteId }) => tree.pathOf(siteId)));
  }
}

/** All items of a list that is known to be short. */
export async function all<Item>(pages: AsyncIterable<readonly Item[]>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}

async function* once<Item>(items: readonly Item[]): AsyncGenerator<readonly Item[]> {
  yield items;
}
