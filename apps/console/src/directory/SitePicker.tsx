import { TreeSelect } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n/index.ts';
import { type ControlProps, named } from '../widgets/control-props.ts';
import type { SiteNode } from './site-tree.ts';
import { useSites } from './sites-context.ts';

export interface SitePickerProps extends ControlProps {
  readonly value?: string | null | undefined;
  readonly onChange?: (id: string | undefined) => void;
  readonly placeholder?: string;
  readonly allowClear?: boolean;
  readonly width?: number | string;
}

interface Option {
  readonly value: string;
  readonly title: string;
  readonly path: string;
  readonly children: Option[];
}

const optionOf = ({ site, path, children }: SiteNode): Option => ({ value: site.id, title: site.name, path, children: children.map((child) => optionOf(child)) });

/** Picks a site from the tree; typing searches in the whole path. */
export function SitePicker({ value, onChange, placeholder, allowClear = false, width = '100%', ...control }: SitePickerProps): ReactNode {
  const t = useTexts();
  const { tree, loading } = useSites();
  return (
    <TreeSelect<string | null, Option>
      {...named(control, t.words.site)} value={value ?? null} onChange={(chosen) => onChange?.(chosen ?? undefined)} treeData={tree.map((node) => optionOf(node))}
      placeholder={placeholder ?? t.words.site} allowClear={allowClear} loading={loading} treeDefaultExpandAll style={{ width }}
      treeNodeLabelProp="path" showSearch={{ filterTreeNode: (typed, node) => String(node['path']).toLocaleLowerCase().includes(typed.toLocaleLowerCase()) }}
    />
  );
}
