import { LoadingOutlined } from '@ant-design/icons';
import { App as AntApp, ConfigProvider } from 'antd';
import enGB from 'antd/locale/en_GB';
import zhCN from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/en-gb';
import 'dayjs/locale/zh-cn';
import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import { RouterProvider } from 'react-router/dom';
import { dictionaries, initialLanguage, type Language, LanguageContext, localeOf } from '../i18n/index.ts';
import { SessionGate } from '../session/SessionGate.tsx';
import { useAppearance } from '../theme/appearance.ts';
import { themeFor } from '../theme/theme.ts';
import { AppearanceContext } from './Preferences.tsx';
import { router } from './router.tsx';

/** Ant Design's own sign of loading stays in a button's name for screen readers when its way out is cut short. */
const button = { autoInsertSpace: false, loadingIcon: <LoadingOutlined aria-hidden spin /> } as const;
const LANGUAGE_KEY = 'countersign-language';

export function App({ nonce }: { readonly nonce: string }): ReactNode {
  const [language, setLanguage] = useState<Language>(() => initialLanguage(localStorage.getItem(LANGUAGE_KEY), navigator.languages));
  const choose = useCallback((chosen: Language) => {
    localStorage.setItem(LANGUAGE_KEY, chosen);
    setLanguage(chosen);
  }, []);
  const { appearance, dark, choose: chooseAppearance } = useAppearance();
  useEffect(() => {
    document.documentElement.lang = localeOf(language);
    dayjs.locale(language === 'zh' ? 'zh-cn' : 'en-gb');
  }, [language]);
  const languageChoice = useMemo(() => ({ language, choose }), [language, choose]);
  const appearanceChoice = useMemo(() => ({ appearance, choose: chooseAppearance }), [appearance, chooseAppearance]);
  const theme = useMemo(() => themeFor(dark), [dark]);
  const validateMessages = useMemo(() => ({ required: dictionaries[language].validation.required }), [language]);
  return (
    <LanguageContext value={languageChoice}>
      <AppearanceContext value={appearanceChoice}>
        <ConfigProvider locale={language === 'zh' ? zhCN : enGB} theme={theme} csp={{ nonce }} button={button} form={{ validateMessages }}>
          <AntApp>
            <SessionGate><RouterProvider router={router} /></SessionGate>
          </AntApp>
        </ConfigProvider>
      </AppearanceContext>
    </LanguageContext>
  );
}
