import type { AgentHost, Site, User } from '@countersign/contracts/admin-api';
import { Card, Flex, Result, Steps } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { useTexts } from '../../i18n/index.ts';
import { PageHeader } from '../../widgets/PageHeader.tsx';
import { SignInTest } from '../test/SignInTest.tsx';
import { HostStep } from './HostStep.tsx';
import { SiteStep } from './SiteStep.tsx';
import { TokenStep } from './TokenStep.tsx';
import { UserStep } from './UserStep.tsx';

/** What the assistant has made so far. */
interface Made {
  readonly site?: Pick<Site, 'id'>;
  readonly host?: AgentHost;
  readonly user?: User;
  readonly token?: true;
  readonly accepted?: true;
}

const order = ['site', 'host', 'user', 'token', 'test'] as const;

/** Leads from an empty directory to a first accepted sign-in. */
export function SetupPage(): ReactNode {
  const t = useTexts();
  const [made, setMade] = useState<Made>({});
  const { site, host, user, token, accepted } = made;
  const current = [site, host, user, token].filter((part) => part !== undefined).length;
  return (
    <>
      <PageHeader title={t.navigation.setup} description={t.setup.description} />
      <Card>
        <Flex vertical gap={24}>
          <Steps size="small" current={accepted ? order.length : current} items={order.map((name) => ({ title: t.setup.steps[name] }))} />
          {step()}
        </Flex>
      </Card>
    </>
  );

  function step(): ReactNode {
    if (site === undefined) return <SiteStep onDone={(done) => setMade({ site: done })} />;
    if (host === undefined) return <HostStep siteId={site.id} onDone={(done) => setMade({ ...made, host: done })} />;
    if (user === undefined) return <UserStep siteId={site.id} onDone={(done) => setMade({ ...made, user: done })} />;
    if (token === undefined) return <TokenStep user={user} onDone={() => setMade({ ...made, token: true })} />;
    return (
      <Flex vertical gap={16}>
        {accepted ? (
          <Result
            status="success" title={t.setup.finished} subTitle={t.setup.finishedHint}
            extra={[<Link key="import" to="/import">{t.navigation.tokenImport}</Link>, <Link key="administrators" to="/administrators">{t.administrators.add}</Link>, <Link key="overview" to="/">{t.app.toOverview}</Link>]}
          />
        ) : <div>{t.setup.testHint}</div>}
        <SignInTest fixed login={user.login} agentHostId={host.id} onAccepted={() => setMade({ ...made, accepted: true })} />
      </Flex>
    );
  }
}
