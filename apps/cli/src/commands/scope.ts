import type * as adminApi from '@countersign/contracts/admin-api';
import type { Command } from 'commander';
import type { SiteTree } from '../admin/site-tree.ts';
import type { Context } from '../context.ts';
import { usageError } from '../errors/command-error.ts';
import { collect } from '../input/values.ts';
import { type Language, say } from '../output/language.ts';

/** Where a role or a key reaches, as options. */
export interface ScopeOptions {
  readonly scopeSite?: readonly string[];
  readonly scopeGroup?: readonly string[];
  readonly everywhere?: boolean;
}

export const withScope = (command: Command): Command => command
  .option('--scope-site <site>', 'reaches this site and everything below; again for each further one', collect((text) => text))
  .option('--scope-group <group>', 'reaches the users of this group; again for each further one', collect((text) => text))
  .option('--everywhere', 'reaches everything');

/** The scope that the options name; undefined where they name none. @throws CommandError for two kinds at once, or a name that is none */
export async function scopeOf({ directory }: Context, { scopeSite = [], scopeGroup = [], everywhere = false }: ScopeOptions): Promise<adminApi.Scope | undefined> {
  const kinds = [scopeSite.length > 0, scopeGroup.length > 0, everywhere].filter(Boolean).length;
  if (kinds > 1) throw usageError('bad-usage', 'A scope is of one kind: sites, groups, or everywhere', ['Give --scope-site, --scope-group or --everywhere.', '只能使用 --scope-site、--scope-group 或 --everywhere 之一。']);
  if (everywhere) return { kind: 'all' };
  if (scopeSite.length > 0) return { kind: 'sites', ids: await Promise.all(scopeSite.map(async (site) => (await directory.site(site)).id)) };
  if (scopeGroup.length > 0) return { kind: 'groups', ids: await Promise.all(scopeGroup.map(async (group) => (await directory.group(group)).id)) };
  return undefined;
}

export function scopeText(scope: adminApi.Scope, tree: Pick<SiteTree, 'pathOf'>, language: Language): string {
  if (scope.kind === 'all') return say(['everywhere', '全部'], language);
  if (scope.ids.length === 0) return say(scope.kind === 'sites' ? ['nothing (its sites are gone)', '无（所含站点已删除）'] : ['nothing (its groups are gone)', '无（所含组已删除）'], language);
  if (scope.kind === 'sites') return scope.ids.map((id) => tree.pathOf(id)).join(', ');
  return say([`${scope.ids.length} groups`, `${scope.ids.length} 个组`], language);
}
