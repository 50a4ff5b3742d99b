import type { Scope } from '@countersign/contracts/admin-api';
import { Form, Radio, Select } from 'antd';
import { type ReactNode, useCallback } from 'react';
import { useFormat } from '../i18n/format.ts';
import { useTexts } from '../i18n/index.ts';
import { Field } from '../widgets/Field.tsx';
import { flatTree } from './site-tree.ts';
import { useSites } from './sites-context.ts';

export interface ScopeValues {
  readonly scopeKind: Scope['kind'];
  readonly scopeIds?: readonly string[];
}

export const scopeValues = (scope: Scope): ScopeValues => ({ scopeKind: scope.kind, scopeIds: scope.kind === 'all' ? [] : scope.ids });
export const scopeOf = ({ scopeKind, scopeIds = [] }: ScopeValues): Scope => (scopeKind === 'all' ? { kind: 'all' } : { kind: scopeKind, ids: [...scopeIds] });

/** Sites and groups belong to which of them was chosen. */
export const scopeChoices = { scopeKind: ['scopeIds'] };

/** How far a role or a key reaches: everywhere, some sites, some groups. @param kinds those that are offered */
export function ScopeFields({ kinds = ['all', 'sites', 'groups'] }: { readonly kinds?: readonly Scope['kind'][] }): ReactNode {
  const t = useTexts();
  const { tree, groups, pathOf } = useSites();
  const form = Form.useFormInstance();
  const kind = Form.useWatch<Scope['kind'] | undefined>('scopeKind');
  const options = kind === 'groups'
    ? groups.map(({ id, name, siteId }) => ({ value: id, label: `${pathOf(siteId)}: ${name}` }))
    : flatTree(tree).map(({ site, path }) => ({ value: site.id, label: path }));
  return (
    <>
      <Field name="scopeKind" label={t.scopes.label} required>
        <Radio.Group
          vertical onChange={() => form.setFieldValue('scopeIds', [])}
          options={kinds.map((value) => ({ value, label: t.scopes.kinds[value] }))}
        />
      </Field>
      {kind === 'sites' || kind === 'groups' ? (
        <Field name="scopeIds" label={t.scopes[kind]} required><Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={options} /></Field>
      ) : null}
    </>
  );
}

/** A scope as a text; another function once the names are there. */
export function useScopeText(): (scope: Scope) => string {
  const t = useTexts();
  const { series } = useFormat();
  const { pathOf, groupName } = useSites();
  return useCallback((scope) => {
    if (scope.kind === 'all') return t.words.everywhere;
    if (scope.ids.length === 0) return t.scopes.nothing[scope.kind];
    return series(scope.ids.map((id) => (scope.kind === 'sites' ? pathOf(id) : groupName(id))));
  }, [t, series, pathOf, groupName]);
}
