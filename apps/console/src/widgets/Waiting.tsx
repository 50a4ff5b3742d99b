import { Flex, Spin } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n/index.ts';

export function Waiting(): ReactNode {
  const t = useTexts();
  return <Flex align="center" justify="center" role="status" aria-label={t.app.loading} style={{ minHeight: 240 }}><Spin size="large" /></Flex>;
}
