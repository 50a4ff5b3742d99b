import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n/index.ts';

/** Leads to the step before; nothing that was made or chosen is given up. There is none before the first, and none while something is being made. */
export function BackButton({ onBack, disabled = false }: { readonly onBack: (() => void) | undefined; readonly disabled?: boolean }): ReactNode {
  const t = useTexts();
  return onBack === undefined ? null : <Button disabled={disabled} onClick={onBack}>{t.actions.back}</Button>;
}
