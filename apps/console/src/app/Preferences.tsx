import { DesktopOutlined, MoonOutlined, SunOutlined } from '@ant-design/icons';
import { Segmented, Space } from 'antd';
import { createContext, type ReactNode, useContext } from 'react';
import { type Language, useLanguage, useTexts } from '../i18n/index.ts';
import type { Appearance } from '../theme/appearance.ts';

export interface AppearanceChoice {
  readonly appearance: Appearance;
  readonly choose: (appearance: Appearance) => void;
}

export const AppearanceContext = createContext<AppearanceChoice>({ appearance: 'system', choose: () => undefined });

/** Language and appearance; both are remembered in this browser. */
export function Preferences(): ReactNode {
  const t = useTexts();
  const { language, choose } = useLanguage();
  const appearance = useContext(AppearanceContext);
  return (
    <Space wrap>
      <Segmented<Language>
        size="small" aria-label={t.app.language} value={language} onChange={choose}
        options={[{ value: 'en', label: 'English' }, { value: 'zh', label: '中文' }]}
      />
      <Segmented<Appearance>
        size="small" aria-label={t.app.appearance} value={appearance.appearance} onChange={appearance.choose}
        options={[
          { value: 'system', icon: <DesktopOutlined aria-label={t.app.likeSystem} />, title: t.app.likeSystem },
          { value: 'light', icon: <SunOutlined aria-label={t.app.light} />, title: t.app.light },
          { value: 'dark', icon: <MoonOutlined aria-label={t.app.dark} />, title: t.app.dark },
        ]}
      />
    </Space>
  );
}
