import { FileSearchOutlined } from '@ant-design/icons';
import { Result } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useTexts } from '../i18n/index.ts';
import { Heading } from '../widgets/Heading.tsx';

export function NotFoundPage(): ReactNode {
  const t = useTexts();
  return <Result icon={<FileSearchOutlined aria-hidden />} title={<Heading text={t.app.notFound} />} subTitle={t.app.notFoundHint} extra={<Link to="/">{t.app.toOverview}</Link>} />;
}
