import type * as adminApi from '@countersign/contracts/admin-api';

type Scope = adminApi.Scope;

/** A scope as two columns, and back as one. @param alias of the table, with a dot */
export const scopeColumn = (alias = ''): string =>
  `CASE ${alias}scope_kind WHEN 'all' THEN jsonb_build_object('kind', 'all')
    ELSE jsonb_build_object('kind', ${alias}scope_kind, 'ids', to_jsonb(${alias}scope_ids)) END`;

export const scopeColumns = (scope: Scope): { scope_kind: Scope['kind']; scope_ids: readonly string[] } =>
  ({ scope_kind: scope.kind, scope_ids: scope.kind === 'all' ? [] : [...new Set(scope.ids)] });
