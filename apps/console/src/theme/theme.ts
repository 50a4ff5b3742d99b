import { theme, type ThemeConfig } from 'antd';

/**
 * Text keeps 4.5:1 on its ground and the border of what can be filled in or ticked 3:1 (WCAG 2.2, 1.4.3 and 1.4.11); antd's
 * own secondary greys, warning text and borders do not.
 */
export function themeFor(dark: boolean): ThemeConfig {
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: dark ? '#3f7ae8' : '#1554d1',
      colorLink: dark ? '#7fa9f7' : '#1554d1',
      colorTextSecondary: dark ? 'rgba(255,255,255,0.75)' : 'rgba(0,0,0,0.68)',
      colorTextTertiary: dark ? 'rgba(255,255,255,0.65)' : 'rgba(0,0,0,0.62)',
      colorTextDescription: dark ? 'rgba(255,255,255,0.7)' : 'rgba(0,0,0,0.65)',
      colorTextPlaceholder: dark ? 'rgba(255,255,255,0.55)' : 'rgba(0,0,0,0.57)',
      colorError: dark ? '#ff8a8d' : '#c9252d',
      colorSuccess: dark ? '#4fb86a' : '#15803d',
      colorWarning: dark ? '#d9a13b' : '#a15c00',
      // Made by the algorithm from the darker colours above, grounds and borders would be muddy.
      ...dark
        ? { colorWarningBg: '#2b2111', colorWarningBorder: '#594214', colorErrorBg: '#2c1618', colorErrorBorder: '#5b2526', colorSuccessBg: '#162312', colorSuccessBorder: '#274916' }
        : { colorWarningBg: '#fff7e6', colorWarningBorder: '#ffd591', colorErrorBg: '#fff1f0', colorErrorBorder: '#ffccc7', colorSuccessBg: '#f0faf2', colorSuccessBorder: '#b7e4c2' },
      // Grounds with a little blue: black as soot tires, and cards have to stand out from the page.
      ...dark ? { colorBgLayout: '#0d1117', colorBgContainer: '#161b22', colorBgElevated: '#1f2630', colorBorder: '#6a7585', colorBorderSecondary: '#2a323d' } : { colorBgLayout: '#f4f6f9', colorBorder: '#858e9b', colorBorderSecondary: '#e6e9ef' },
      borderRadius: 6,
      fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif',
    },
    components: {
      Menu: { itemHeight: 32, itemMarginBlock: 2, groupTitleFontSize: 12, groupTitleLineHeight: 1.4, ...dark ? { itemSelectedColor: '#c4d8ff' } : {} },
      // White on the light red of the dark theme is not read, nor on a button that grows lighter under the pointer.
      Button: dark
        ? { dangerColor: '#2a0d0e', colorPrimaryHover: '#3362b8', defaultHoverColor: '#8fb4ff', defaultHoverBorderColor: '#6191df' }
        : { colorPrimaryHover: '#1048b8', colorErrorHover: '#b01f28' },
      ...dark ? { Tabs: { itemSelectedColor: '#8fb4ff', itemHoverColor: '#8fb4ff', inkBarColor: '#8fb4ff' } } : {},
      Layout: { headerHeight: 56, headerPadding: '0 16px', siderBg: dark ? '#161b22' : '#ffffff', headerBg: dark ? '#161b22' : '#ffffff' },
    },
  };
}
