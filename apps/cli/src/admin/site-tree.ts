import type * as adminApi from '@countersign/contracts/admin-api';
import { ambiguous, notFound } from './problem.ts';

type Site = adminApi.Site;

/** The sites by identifier, name and path of names from the top (`Head office/Lab`). */
export class SiteTree {
  readonly #sites: ReadonlyMap<string, Site>;

  constructor(sites: readonly Site[]) {
    this.#sites = new Map(sites.map((site) => [site.id, site]));
  }

  /** The path of a site; its identifier, should the site be gone by now. */
  pathOf(id: string): string {
    const site = this.#sites.get(id);
    if (site === undefined) return id;
    return site.parentId === null ? site.name : `${this.pathOf(site.parentId)}/${site.name}`;
  }

  /** All sites, or one and those below it, in the order of their paths. */
  below(top?: Site): readonly Site[] {
    const prefix = top === undefined ? '' : `${this.pathOf(top.id)}/`;
    return [...this.#sites.values()]
      .map((site) => ({ site, path: `${this.pathOf(site.id)}/` }))
      .filter(({ path }) => path.startsWith(prefix))
      .toSorted((one, other) => (one.path < other.path ? -1 : 1))
      .map(({ site }) => site);
  }

  /** @throws CommandError 'not-found', or 'ambiguous-name' with the paths of all sites of that name */
  resolve(reference: string): Site {
    const byId = this.#sites.get(reference.toLowerCase());
    if (byId !== undefined) return byId;
    const all = [...this.#sites.values()];
    const byPath = all.filter(({ id }) => this.pathOf(id) === reference);
    const named = byPath.length > 0 ? byPath : all.filter(({ name }) => name === reference);
    const [site, another] = named;
    if (site === undefined) throw notFound([`There is no site "${reference}"`, `没有站点“${reference}”`]);
    if (another !== undefined) {
      throw ambiguous([`Several sites are called "${reference}"`, `有多个站点名为“${reference}”`], named.map(({ id }) => this.pathOf(id)));
    }
    return site;
  }
}
