import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { useTexts } from '../../i18n/index.ts';
import { PageHeader } from '../../widgets/PageHeader.tsx';
import { SignInTest } from './SignInTest.tsx';

/** The local test: a sign-in as any agent host, step by step. */
export function TestPage(): ReactNode {
  const t = useTexts();
  const [parameters] = useSearchParams();
  return (
    <>
      <PageHeader title={t.navigation.test} description={t.test.description} />
      <SignInTest login={parameters.get('login') ?? ''} agentHostId={parameters.get('host') ?? undefined} />
    </>
  );
}
