import { listGroups, listSites } from '@countersign/contracts/admin-api';
import { type ReactNode, useCallback, useMemo } from 'react';
import type { ApiClient } from '../api/client.ts';
import { everyItem } from '../api/every-page.ts';
import { useLoading } from '../api/use-loaded.ts';
import { localeOf, useLanguage } from '../i18n/index.ts';
import { useCan } from '../session/session-context.ts';
import { ProblemAlert } from '../widgets/ProblemAlert.tsx';
import { type KnownSites, SitesContext } from './sites-context.ts';
import { flatTree, siteTree } from './site-tree.ts';
import { useUnknownIds } from './use-unknown-ids.ts';

/** Loads sites and groups once for all pages: they are few, and every list names them. What was made elsewhere since is read when a list shows it. */
export function SitesProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const { language } = useLanguage();
  const mayRead = useCan('directory.read');
  const load = useCallback(async (api: ApiClient, signal: AbortSignal) => {
    const [sites, groups] = await Promise.all([everyItem(api, listSites, {}, signal), everyItem(api, listGroups, {}, signal)]);
    return { sites, groups };
  }, []);
  const { data, problem, loading, reload } = useLoading(mayRead ? 'sites' : null, load);
  const unknown = useUnknownIds(reload);
  const value = useMemo((): KnownSites => {
    const unnamed = (id: string): string => {
      if (data !== undefined) unknown(id);
      return id;
    };
    const tree = siteTree(data?.sites ?? [], localeOf(language));
    const paths = new Map(flatTree(tree).map(({ site, path }) => [site.id, path]));
    const groups = data?.groups ?? [];
    const names = new Map(groups.map(({ id, name }) => [id, name]));
    return {
      tree, groups, loading, reload, count: paths.size, pathOf: (id) => paths.get(id) ?? unnamed(id),
      groupName: (id) => (id === null ? '' : names.get(id) ?? unnamed(id)),
    };
  }, [data, language, loading, reload, unknown]);
  return (
    <SitesContext value={value}>
      {problem === undefined ? null : <ProblemAlert problem={problem} onRetry={reload} />}
      {children}
    </SitesContext>
  );
}
