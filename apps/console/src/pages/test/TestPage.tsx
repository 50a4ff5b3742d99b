import { listAgentHosts } from '@countersign/contracts/admin-api';
import { Card } from 'antd';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { useLoaded } from '../../api/use-loaded.ts';
import { useTexts } from '../../i18n/index.ts';
import { useCan } from '../../session/session-context.ts';
import { EmptyState } from '../../widgets/EmptyState.tsx';
import { LinkButton } from '../../widgets/LinkButton.tsx';
import { PageHeader } from '../../widgets/PageHeader.tsx';
import { SignInTest } from './SignInTest.tsx';

/** The local test: a sign-in as any agent host, step by step. */
export function TestPage(): ReactNode {
  const t = useTexts();
  const [parameters] = useSearchParams();
  const first = useLoaded(listAgentHosts, { query: { limit: 1 } });
  return (
    <>
      <PageHeader title={t.navigation.test} description={t.test.description} />
      {first.data?.items.length === 0 ? <NoHosts /> : <SignInTest login={parameters.get('login') ?? ''} agentHostId={parameters.get('host') ?? undefined} />}
    </>
  );
}

/** Nobody can sign in anywhere yet; whoever may, goes and changes that. */
function NoHosts(): ReactNode {
  const t = useTexts();
  const mayAdd = useCan('agent-hosts.write');
  return (
    <Card>
      <EmptyState
        text={<>{t.test.noHosts}<br />{mayAdd ? t.test.noHostsHint : t.test.noHostsAsk}</>}
        action={mayAdd ? <LinkButton to="/setup" type="primary">{t.overview.beginNow}</LinkButton> : null}
      />
    </Card>
  );
}
