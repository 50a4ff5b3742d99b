import { Flex, Typography } from 'antd';
import { type ReactNode, useEffect } from 'react';
import { useTexts } from '../i18n/index.ts';

export interface PageHeaderProps {
  readonly title: string;
  readonly description?: ReactNode;
  /** Buttons at the end of the line. */
  readonly extra?: ReactNode;
}

/** A page's heading; it names the browser's tab, too. */
export function PageHeader({ title, description, extra }: PageHeaderProps): ReactNode {
  const t = useTexts();
  useEffect(() => { document.title = `${title} – ${t.app.name}`; }, [title, t]);
  return (
    <Flex wrap justify="space-between" align="flex-start" gap={12} style={{ marginBlockEnd: 16 }}>
      <div style={{ minWidth: 0, flex: '1 1 360px' }}>
        <Typography.Title level={1} style={{ fontSize: 24, margin: 0, overflowWrap: 'anywhere' }}>{title}</Typography.Title>
        {description === undefined ? null : <Typography.Paragraph type="secondary" style={{ margin: '4px 0 0', maxWidth: '105ch', textWrap: 'pretty' }}>{description}</Typography.Paragraph>}
      </div>
      {extra === undefined ? null : <Flex wrap gap={8}>{extra}</Flex>}
    </Flex>
  );
}
