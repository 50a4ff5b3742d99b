import { getAgentHost, getUser } from '@countersign/contracts/admin-api';
import { Card, Flex, Result, Steps } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { Link, useLocation } from 'react-router';
import { useLoaded } from '../../api/use-loaded.ts';
import { useTexts } from '../../i18n/index.ts';
import { PageHeader } from '../../widgets/PageHeader.tsx';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { useUnsaved } from '../../widgets/unsaved-context.ts';
import { useFilters } from '../../widgets/use-filters.ts';
import { Waiting } from '../../widgets/Waiting.tsx';
import { SignInTest } from '../test/SignInTest.tsx';
import { BackButton } from './BackButton.tsx';
import { HostStep, type MadeHost } from './HostStep.tsx';
import { SiteStep } from './SiteStep.tsx';
import { currentStep, doneWith, type Part, parts, reachedStep, steps } from './steps.ts';
import { type MadeToken, TokenStep } from './TokenStep.tsx';
import { keepSetup } from './under-way.ts';
import { UserStep } from './UserStep.tsx';

const inAddress = [...parts, 'at'] as const;

/** Leads from an empty directory to a first accepted sign-in. What was made or chosen stands in the address: a page that is loaded again goes on there. */
export function SetupPage(): ReactNode {
  const t = useTexts();
  const { filters: chosen, set } = useFilters(inAddress);
  const [accepted, setAccepted] = useState(false);
  const [madeHost, setMadeHost] = useState<MadeHost>();
  const [madeToken, setMadeToken] = useState<MadeToken & { readonly userId: string }>();
  const current = currentStep(chosen);
  const { pathname, search } = useLocation();
  useEffect(() => keepSetup(accepted ? undefined : `${pathname}${search}`), [accepted, pathname, search]);
  const done = (part: Part) => (id: string) => set(doneWith(part, id, chosen));
  const show = (step: number): void => {
    setAccepted(false);
    set({ at: steps[step] });
  };
  const back = (): void => show(current - 1);
  // Other steps lead back to what is shown this once; other pages do not.
  const shown = steps[current];
  useUnsaved(() => (shown === 'host' && madeHost !== undefined && madeHost.id === chosen.host) || (shown === 'token' && madeToken !== undefined && madeToken.userId === chosen.user), { isSecret: true, isOfPage: true });
  return (
    <>
      <PageHeader title={t.navigation.setup} description={t.setup.description} />
      <Card>
        <Flex vertical gap={24}>
          <Steps
            size="small" current={accepted ? parts.length + 1 : current} onChange={(step) => { if (step <= reachedStep(chosen)) show(step); }}
            items={steps.map((name, index) => ({ title: t.setup.steps[name], disabled: index > reachedStep(chosen) }))}
          />
          {step()}
        </Flex>
      </Card>
    </>
  );

  function step(): ReactNode {
    const { site, host, user, token } = chosen;
    if (site === undefined || shown === 'site') return <SiteStep chosen={site} onDone={done('site')} />;
    if (host === undefined || shown === 'host') {
      return <HostStep key={site} siteId={site} chosen={host} made={madeHost} onBack={back} onDone={(id, made) => { if (made !== undefined) setMadeHost(made); done('host')(id); }} />;
    }
    if (user === undefined || shown === 'user') return <UserStep key={site} siteId={site} chosen={user} onBack={back} onDone={done('user')} />;
    if (token === undefined || shown === 'token') {
      return <TokenStep key={user} userId={user} made={madeToken?.userId === user ? madeToken : undefined} onMade={(made) => setMadeToken({ ...made, userId: user })} onBack={back} onDone={done('token')} />;
    }
    return (
      <Flex vertical gap={16}>
        {accepted ? (
          <Result
            status="success" title={t.setup.finished} subTitle={t.setup.finishedHint}
            extra={[<Link key="import" to="/import">{t.navigation.tokenImport}</Link>, <Link key="administrators" to="/administrators">{t.administrators.add}</Link>, <Link key="overview" to="/">{t.app.toOverview}</Link>]}
          />
        ) : <div>{madeToken?.id === token ? t.setup.testHint : t.setup.testHintExisting}</div>}
        <FirstSignIn userId={user} hostId={host} onAccepted={() => setAccepted(true)} />
        {accepted ? null : <div><BackButton onBack={back} /></div>}
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
