import { Button, Result } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n/index.ts';
import { Heading } from '../widgets/Heading.tsx';

/** Shown instead of a page that threw. */
export function CrashPage(): ReactNode {
  const t = useTexts();
  return <Result status="error" title={<Heading text={t.app.crashed} />} subTitle={t.app.crashedHint} extra={<Button onClick={() => location.reload()}>{t.app.reloadPage}</Button>} />;
}
