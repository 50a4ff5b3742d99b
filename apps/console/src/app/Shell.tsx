import { Grid, Layout, theme } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Outlet, useLocation } from 'react-router';
import { SitesProvider } from '../directory/SitesProvider.tsx';
import { useTexts } from '../i18n/index.ts';
import { UnsavedGuard } from '../widgets/UnsavedGuard.tsx';
import { Navigation } from './Navigation.tsx';
import { TopBar } from './TopBar.tsx';

/** The frame of every page: navigation, top bar, warnings, content. */
export function Shell(): ReactNode {
  const t = useTexts();
  const { token } = theme.useToken();
  const wide = Grid.useBreakpoint().lg ?? true;
  const [collapsed, setCollapsed] = useState(false);
  const { pathname } = useLocation();
  const content = useRef<HTMLElement>(null);
  const section = pathname.split('/')[1];
  const first = useRef(true);
  useEffect(() => {
    // A reader of the screen hears the new page; the first one begins at its top anyway.
    if (!first.current) content.current?.focus({ preventScroll: true });
    first.current = false;
    window.scrollTo(0, 0);
  }, [section]);
  useEffect(() => setCollapsed(!wide), [wide]);
  return (
    <UnsavedGuard>
      <Layout style={{ minHeight: '100vh' }}>
        {/* Moves the focus by itself: the router counts its entries of the history, and an address with a hash would be none of them. */}
        <a className="skip-link" href="#content" onClick={(event) => { event.preventDefault(); content.current?.focus(); }}>{t.app.skipToContent}</a>
        <TopBar collapsed={collapsed} onCollapse={() => setCollapsed(!collapsed)} />
        <Layout hasSider>
          <Layout.Sider
            width={224} collapsedWidth={56} collapsed={collapsed} theme="light"
            style={{ borderInlineEnd: `1px solid ${token.colorBorderSecondary}`, position: 'sticky', top: 56, height: 'calc(100vh - 56px)', overflowY: 'auto' }}
          >
            <Navigation collapsed={collapsed} />
          </Layout.Sider>
          <Layout.Content id="content" ref={content} tabIndex={-1} style={{ padding: wide ? 24 : 16, minWidth: 0, outline: 'none' }}>
            <SitesProvider>
              <Outlet />
            </SitesProvider>
          </Layout.Content>
        </Layout>
      </Layout>
    </UnsavedGuard>
  );
}
