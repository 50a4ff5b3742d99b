import { InboxOutlined, SearchOutlined } from '@ant-design/icons';
import { Button, Flex, theme } from 'antd';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { useTexts } from '../i18n/index.ts';

export interface EmptyStateProps {
  readonly icon?: ReactNode;
  /** What there is none of, and what that means. */
  readonly text: ReactNode;
  /** What makes the first one. */
  readonly action?: ReactNode;
}

/** In place of a list that is empty: why, and what to do about it. */
export function EmptyState({ icon = <InboxOutlined aria-hidden />, text, action }: EmptyStateProps): ReactNode {
  const { token } = theme.useToken();
  return (
    <Flex vertical align="center" gap={12} style={{ paddingBlock: 32, color: token.colorTextSecondary, whiteSpace: 'normal', textWrap: 'pretty' }}>
      <Flex align="center" justify="center" style={{ width: 56, height: 56, borderRadius: '50%', background: token.colorPrimaryBg, color: token.colorPrimary, fontSize: 24 }}>{icon}</Flex>
      <div style={{ maxWidth: '60ch', textAlign: 'center' }}>{text}</div>
      {action}
    </Flex>
  );
}

/** In place of a list of which the filters leave nothing. */
export function NoMatch(): ReactNode {
  const t = useTexts();
  const [, setParameters] = useSearchParams();
  return <EmptyState icon={<SearchOutlined aria-hidden />} text={t.list.noMatch} action={<Button onClick={() => setParameters({}, { replace: true })}>{t.list.clearFilters}</Button>} />;
}
