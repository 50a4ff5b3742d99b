import {
  ClusterOutlined, ProfileOutlined, WifiOutlined,
  ApiOutlined, AuditOutlined, DatabaseOutlined, SyncOutlined, BarChartOutlined, CloudServerOutlined, DashboardOutlined, ExperimentOutlined, ExportOutlined, ImportOutlined, KeyOutlined, PartitionOutlined,
  RocketOutlined, SafetyCertificateOutlined, SettingOutlined, StopOutlined, TeamOutlined, UnorderedListOutlined, UserAddOutlined, UserOutlined,
} from '@ant-design/icons';
import { Menu, type MenuProps } from 'antd';
import { type ReactNode, useEffect, useRef } from 'react';
import { Link, useLocation } from 'react-router';
import { useTexts } from '../i18n/index.ts';
import { useSession } from '../session/session-context.ts';
import { barOf, type Page, type PageName, sections } from './pages.ts';

const icons: Readonly<Partial<Record<PageName, ReactNode>>> = {
  overview: <DashboardOutlined aria-hidden />, setup: <RocketOutlined aria-hidden />, sites: <PartitionOutlined aria-hidden />, users: <UserOutlined aria-hidden />, tokens: <KeyOutlined aria-hidden />,
  tokenImport: <ImportOutlined aria-hidden />, agentHosts: <CloudServerOutlined aria-hidden />, log: <AuditOutlined aria-hidden />, drops: <StopOutlined aria-hidden />, test: <ExperimentOutlined aria-hidden />, reports: <BarChartOutlined aria-hidden />,
  userImport: <UserAddOutlined aria-hidden />, jobs: <UnorderedListOutlined aria-hidden />,
  backEnds: <DatabaseOutlined aria-hidden />, directorySyncs: <SyncOutlined aria-hidden />,
  policies: <SafetyCertificateOutlined aria-hidden />, radiusProfiles: <ProfileOutlined aria-hidden />, addressPools: <ClusterOutlined aria-hidden />, sessions: <WifiOutlined aria-hidden />,
  administrators: <TeamOutlined aria-hidden />, apiKeys: <ApiOutlined aria-hidden />, forwarding: <ExportOutlined aria-hidden />, settings: <SettingOutlined aria-hidden />,
};

type Item = NonNullable<MenuProps['items']>[number];

/** The pages that the administrator's role includes. */
export function Navigation({ collapsed }: { readonly collapsed: boolean }): ReactNode {
  const t = useTexts();
  const signedIn = useSession();
  const { pathname } = useLocation();
  const itemOf = ({ name, path }: Page): Item => ({ key: path, icon: icons[name], label: <Link to={path}>{t.navigation[name]}</Link> });
  const items = sections.flatMap(({ title, pages }): Item[] => {
    const shown = pages.filter((page) => barOf(page, signedIn) === undefined).map(itemOf);
    if (shown.length === 0) return [];
    return title === null || collapsed ? shown : [{ key: title, type: 'group', label: t.navigation[title], children: shown }];
  });
  const menu = useRef<HTMLElement>(null);
  // Where the reader is stays in sight of a navigation that is longer than the window.
  useEffect(() => {
    // Newer browsers answer with a promise, which must not become the effect's own answer.
    menu.current?.querySelector('.ant-menu-item-selected')?.scrollIntoView({ block: 'nearest' });
  }, [pathname, collapsed]);
  return (
    <nav aria-label={t.app.menu} ref={menu}>
      <Menu mode="inline" inlineCollapsed={collapsed} items={items} selectedKeys={[`/${pathname.split('/')[1] ?? ''}`]} style={{ borderInlineEnd: 'none' }} />
    </nav>
  );
}
