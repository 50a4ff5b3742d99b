import { Result } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useTexts } from '../i18n/index.ts';

export function NotFoundPage(): ReactNode {
  const t = useTexts();
  return <Result status="404" title={t.app.notFound} subTitle={t.app.notFoundHint} extra={<Link to="/">{t.app.toOverview}</Link>} />;
}
