import { LogoutOutlined, MenuOutlined, UserOutlined } from '@ant-design/icons';
import { signOut } from '@countersign/contracts/admin-api';
import { App, Button, Dropdown, Flex, Layout, theme } from 'antd';
import type { ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import { useApi } from '../api/api-context.ts';
import { useTexts } from '../i18n/index.ts';
import { useSession } from '../session/session-context.ts';
import { Logo } from '../widgets/Logo.tsx';
import { useUnsavedWork } from '../widgets/unsaved-context.ts';
import { Preferences } from './Preferences.tsx';

export function TopBar({ collapsed, onCollapse }: { readonly collapsed: boolean; readonly onCollapse: () => void }): ReactNode {
  const t = useTexts();
  const api = useApi();
  const navigate = useNavigate();
  const { token } = theme.useToken();
  const { session, forget } = useSession();
  const { modal } = App.useApp();
  const { askBefore } = useUnsavedWork();
  const leave = (): void => askBefore(() => { api.call(signOut, {}).catch(() => undefined).finally(forget); });
  const askToLeave = (): void => {
    if (!session.warnings.includes('token-not-proved')) {
      leave();
      return;
    }
    const prove = (): void => {
      question.destroy();
      void navigate('/account');
    };
    // Escape leaves everything as it is: it is not the button that leads to another page.
    const question = modal.confirm({
      title: t.session.leaveUnproved, content: t.session.leavingUnproved, okText: t.session.leaveAnyway, okButtonProps: { danger: true }, onOk: leave, autoFocusButton: null,
      footer: (_, { OkBtn }) => <><Button autoFocus onClick={prove}>{t.session.proveToken}</Button><OkBtn /></>,
    });
  };
  const { administrator } = session;
  return (
    <Layout.Header style={{ position: 'sticky', top: 0, zIndex: 20, borderBlockEnd: `1px solid ${token.colorBorderSecondary}`, lineHeight: 'normal' }}>
      <Flex align="center" justify="space-between" gap={12} style={{ height: '100%' }}>
        <Flex align="center" gap={8}>
          <Button type="text" icon={<MenuOutlined aria-hidden />} aria-label={t.app.menu} aria-expanded={!collapsed} onClick={onCollapse} />
          <Link to="/" style={{ display: 'flex', alignItems: 'center', gap: 10, color: token.colorText, fontWeight: 600, fontSize: 16 }}>
            <Logo /> {t.app.name}
          </Link>
        </Flex>
        <Flex align="center" gap={12}>
          <Preferences />
          <Dropdown
            trigger={['click']} autoFocus
            menu={{
              items: [
                { key: 'account', icon: <UserOutlined aria-hidden />, label: t.app.account, onClick: () => { void navigate('/account'); } },
                { key: 'sign-out', icon: <LogoutOutlined aria-hidden />, label: t.app.signOut, onClick: askToLeave },
              ],
            }}
          >
            <Button icon={<UserOutlined aria-hidden />} aria-haspopup="menu">{administrator?.displayName || administrator?.login}</Button>
          </Dropdown>
        </Flex>
      </Flex>
    </Layout.Header>
  );
}
