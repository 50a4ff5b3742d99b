import { useCallback, useEffect, useState } from 'react';

export type Appearance = 'light' | 'dark' | 'system';

const KEY = 'countersign-appearance';
const DARK = '(prefers-color-scheme: dark)';

const stored = (): Appearance => {
  const value = localStorage.getItem(KEY);
  return value === 'light' || value === 'dark' ? value : 'system';
};

/** What was chosen, what that means now, and how to choose; `system` follows the system while the page is open. */
export function useAppearance(): { appearance: Appearance; dark: boolean; choose: (appearance: Appearance) => void } {
  const [appearance, setAppearance] = useState(stored);
  const [systemDark, setSystemDark] = useState(() => matchMedia(DARK).matches);
  useEffect(() => {
    const query = matchMedia(DARK);
    const changed = (event: MediaQueryListEvent): void => setSystemDark(event.matches);
    query.addEventListener('change', changed);
    return () => query.removeEventListener('change', changed);
  }, []);
  const choose = useCallback((chosen: Appearance) => {
    localStorage.setItem(KEY, chosen);
    setAppearance(chosen);
  }, []);
  const dark = appearance === 'dark' || (appearance === 'system' && systemDark);
  useEffect(() => { document.documentElement.style.colorScheme = dark ? 'dark' : 'light'; }, [dark]);
  return { appearance, dark, choose };
}
