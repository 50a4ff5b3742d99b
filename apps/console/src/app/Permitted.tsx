import { LockOutlined } from '@ant-design/icons';
import { Result } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useTexts } from '../i18n/index.ts';
import { useSession } from '../session/session-context.ts';
import { Heading } from '../widgets/Heading.tsx';
import { barOf, type Page } from './pages.ts';

/** A page for those who may see it. The server decides about the data; this spares people an empty page. */
export function Permitted({ page, children }: { readonly page: Pick<Page, 'permission' | 'ofSites'>; readonly children: ReactNode }): ReactNode {
  const t = useTexts();
  const bar = barOf(page, useSession());
  if (bar === undefined) return children;
  const [title, hint] = bar === 'role' ? [t.app.forbiddenPage, t.app.forbiddenHint] : [t.app.outsideScopePage, t.app.outsideScopeHint];
  return <Result icon={<LockOutlined aria-hidden />} title={<Heading text={title} />} subTitle={hint} extra={<Link to="/">{t.navigation.overview}</Link>} />;
}
