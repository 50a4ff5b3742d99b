import { Card, Flex, theme } from 'antd';
import type { ReactNode } from 'react';
import { Preferences } from '../app/Preferences.tsx';
import { useTexts } from '../i18n/index.ts';
import { Logo } from './Logo.tsx';

/** A page without navigation: signing in, and what goes wrong before. */
export function FullPage({ title, wide = false, children }: { readonly title?: string; readonly wide?: boolean; readonly children: ReactNode }): ReactNode {
  const { token } = theme.useToken();
  const t = useTexts();
  return (
    <Flex vertical align="center" justify="center" gap={24} style={{ minHeight: '100vh', boxSizing: 'border-box', padding: 24, background: token.colorBgLayout }}>
      <Flex align="center" gap={12}><Logo size={36} /><span style={{ fontSize: 22, fontWeight: 600, color: token.colorText }}>{t.app.name}</span></Flex>
      <Card style={{ width: '100%', maxWidth: wide ? 760 : 420 }}>
        {title === undefined ? null : <h1 style={{ fontSize: 20, marginTop: 0 }}>{title}</h1>}
        {children}
      </Card>
      <Preferences />
    </Flex>
  );
}
