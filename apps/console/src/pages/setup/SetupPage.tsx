import { getAgentHost, getUser } from '@countersign/contracts/admin-api';
import { Card, Flex, Result, Steps } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { useLoaded } from '../../api/use-loaded.ts';
import { useTexts } from '../../i18n/index.ts';
import { PageHeader } from '../../widgets/PageHeader.tsx';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { useFilters } from '../../widgets/use-filters.ts';
import { Waiting } from '../../widgets/Waiting.tsx';
import { SignInTest } from '../test/SignInTest.tsx';
import { HostStep } from './HostStep.tsx';
import { SiteStep } from './SiteStep.tsx';
import { TokenStep } from './TokenStep.tsx';
import { UserStep } from './UserStep.tsx';

const parts = ['site', 'host', 'user', 'token'] as const;
type Part = (typeof parts)[number];

/** Leads from an empty directory to a first accepted sign-in. What was made or chosen stands in the address: a page that is loaded again goes on there. */
export function SetupPage(): ReactNode {
  const t = useTexts();
  const { filters: chosen, set } = useFilters(parts);
  const [accepted, setAccepted] = useState(false);
  const [madeToken, setMadeToken] = useState(false);
  const reached = parts.findIndex((part) => chosen[part] === undefined);
  const current = reached === -1 ? parts.length : reached;
  const done = (part: Part) => (id: string) => set({ [part]: id });
  const backTo = (step: number): void => {
    setAccepted(false);
    set(Object.fromEntries(parts.slice(step).map((part) => [part, undefined])));
  };
  return (
    <>
      <PageHeader title={t.navigation.setup} description={t.setup.description} />
      <Card>
        <Flex vertical gap={24}>
          <Steps
            size="small" current={accepted ? parts.length + 1 : current} onChange={(step) => { if (step < current) backTo(step); }}
            items={[...parts, 'test' as const].map((name, index) => ({ title: t.setup.steps[name], disabled: index > current }))}
          />
          {step()}
        </Flex>
      </Card>
    </>
  );

  function step(): ReactNode {
    const { site, host, user, token } = chosen;
    if (site === undefined) return <SiteStep onDone={done('site')} />;
    if (host === undefined) return <HostStep key={site} siteId={site} onDone={done('host')} />;
    if (user === undefined) return <UserStep key={site} siteId={site} onDone={done('user')} />;
    if (token === undefined) return <TokenStep key={user} userId={user} onDone={(id, isNew) => { setMadeToken(isNew); done('token')(id); }} />;
    return (
      <Flex vertical gap={16}>
        {accepted ? (
          <Result
            status="success" title={t.setup.finished} subTitle={t.setup.finishedHint}
            extra={[<Link key="import" to="/import">{t.navigation.tokenImport}</Link>, <Link key="administrators" to="/administrators">{t.administrators.add}</Link>, <Link key="overview" to="/">{t.app.toOverview}</Link>]}
          />
        ) : <div>{madeToken ? t.setup.testHint : t.setup.testHintExisting}</div>}
        <FirstSignIn userId={user} hostId={host} onAccepted={() => setAccepted(true)} />
      </Flex>
    );
  }
}

function FirstSignIn({ userId, hostId, onAccepted }: { readonly userId: string; readonly hostId: string; readonly onAccepted: () => void }): ReactNode {
  const user = useLoaded(getUser, { parameters: { id: userId } });
  const host = useLoaded(getAgentHost, { parameters: { id: hostId } });
  const failed = [user, host].find(({ problem, data }) => problem !== undefined && data === undefined);
  if (failed?.problem !== undefined) return <ProblemAlert problem={failed.problem} onRetry={failed.reload} />;
  if (user.data === undefined || host.data === undefined) return <Waiting />;
  return (
    <>
      <WhoAndWhere login={user.data.login} host={host.data.name} />
      <SignInTest fixed login={user.data.login} agentHostId={host.data.id} onAccepted={onAccepted} />
    </>
  );
}

function WhoAndWhere({ login, host }: { readonly login: string; readonly host: string }): ReactNode {
  const t = useTexts();
  return <strong>{t.setup.whoAndWhere(login, host)}</strong>;
}
