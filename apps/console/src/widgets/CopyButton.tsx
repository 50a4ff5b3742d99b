import { Typography } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n/index.ts';

/** Copies a text that stands beside it. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }): ReactNode {
  const t = useTexts();
  return <Typography.Text copyable={{ text, tooltips: [label, t.actions.copied] }} />;
}
