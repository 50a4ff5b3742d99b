import type { Group } from '@countersign/contracts/admin-api';
import { createContext, useContext } from 'react';
import type { SiteNode } from './site-tree.ts';

export interface KnownSites {
  readonly tree: readonly SiteNode[];
  readonly groups: readonly Group[];
  /** A site's path; its id when it is not known here. */
  readonly pathOf: (id: string) => string;
  readonly groupName: (id: string | null) => string;
  readonly count: number;
  readonly loading: boolean;
  readonly reload: () => void;
}

export const SitesContext = createContext<KnownSites | null>(null);

/** The sites and groups in the reader's scope. */
export function useSites(): KnownSites {
  const sites = useContext(SitesContext);
  if (sites === null) throw new Error('no SitesContext above');
  return sites;
}
