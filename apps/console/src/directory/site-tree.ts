import type { Site } from '@countersign/contracts/admin-api';

export interface SiteNode {
  readonly site: Site;
  /** Names from the top, with slashes between. */
  readonly path: string;
  readonly children: readonly SiteNode[];
}

/** The tree of sites, siblings by name. A site whose parent is not in the list – out of the reader's scope – stands at the top. */
export function siteTree(sites: readonly Site[], locale?: string): readonly SiteNode[] {
  const known = new Set(sites.map(({ id }) => id));
  const below = Map.groupBy(sites, ({ parentId }) => (parentId !== null && known.has(parentId) ? parentId : null));
  const nodesOf = (parentId: string | null, prefix: string): SiteNode[] =>
    (below.get(parentId) ?? []).toSorted((one, other) => one.name.localeCompare(other.name, locale)).map((site) => {
      const path = `${prefix}${site.name}`;
      return { site, path, children: nodesOf(site.id, `${path}/`) };
    });
  return nodesOf(null, '');
}

/** Every node, parents before children. */
export const flatTree = (nodes: readonly SiteNode[]): SiteNode[] => nodes.flatMap((node) => [node, ...flatTree(node.children)]);
