import type { ReactNode } from 'react';
import { createBrowserRouter, type RouteObject } from 'react-router';
import { AccountPage } from '../pages/account/AccountPage.tsx';
import { AdministratorsPage } from '../pages/administrators/AdministratorsPage.tsx';
import { AgentHostPage } from '../pages/agent-hosts/AgentHostPage.tsx';
import { AgentHostsPage } from '../pages/agent-hosts/AgentHostsPage.tsx';
import { ApiKeysPage } from '../pages/api-keys/ApiKeysPage.tsx';
import { BackEndsPage } from '../pages/back-ends/BackEndsPage.tsx';
import { DirectorySyncsPage } from '../pages/directory-syncs/DirectorySyncsPage.tsx';
import { DropsPage } from '../pages/drops/DropsPage.tsx';
import { ForwardingPage } from '../pages/forwarding/ForwardingPage.tsx';
import { ImportPage } from '../pages/import/ImportPage.tsx';
import { JobsPage } from '../pages/jobs/JobsPage.tsx';
import { LogPage } from '../pages/log/LogPage.tsx';
import { OverviewPage } from '../pages/overview/OverviewPage.tsx';
import { PoliciesPage } from '../pages/policies/PoliciesPage.tsx';
import { PoolsPage } from '../pages/radius/PoolsPage.tsx';
import { ProfilesPage } from '../pages/radius/ProfilesPage.tsx';
import { ReportsPage } from '../pages/reports/ReportsPage.tsx';
import { SessionsPage } from '../pages/sessions/SessionsPage.tsx';
import { SettingsPage } from '../pages/settings/SettingsPage.tsx';
import { SetupPage } from '../pages/setup/SetupPage.tsx';
import { SitesPage } from '../pages/sites/SitesPage.tsx';
import { TestPage } from '../pages/test/TestPage.tsx';
import { TokensPage } from '../pages/tokens/TokensPage.tsx';
import { UserImportPage } from '../pages/user-import/UserImportPage.tsx';
import { UserPage } from '../pages/users/UserPage.tsx';
import { UsersPage } from '../pages/users/UsersPage.tsx';
import { CrashPage } from './CrashPage.tsx';
import { NotFoundPage } from './NotFoundPage.tsx';
import { type PageName, sections } from './pages.ts';
import { Permitted } from './Permitted.tsx';
import { Shell } from './Shell.tsx';

const pages: Readonly<Partial<Record<PageName, Readonly<Record<string, ReactNode>>>>> = {
  overview: { '': <OverviewPage /> },
  setup: { '': <SetupPage /> },
  sites: { '': <SitesPage /> },
  users: { '': <UsersPage />, '/:id': <UserPage /> },
  tokens: { '': <TokensPage />, '/:id': <TokensPage /> },
  tokenImport: { '': <ImportPage /> },
  userImport: { '': <UserImportPage /> },
  jobs: { '': <JobsPage />, '/:id': <JobsPage /> },
  backEnds: { '': <BackEndsPage /> },
  directorySyncs: { '': <DirectorySyncsPage /> },
  agentHosts: { '': <AgentHostsPage />, '/:id': <AgentHostPage /> },
  radiusProfiles: { '': <ProfilesPage /> },
  addressPools: { '': <PoolsPage /> },
  sessions: { '': <SessionsPage /> },
  log: { '': <LogPage />, '/:sequence': <LogPage /> },
  drops: { '': <DropsPage /> },
  reports: { '': <ReportsPage /> },
  test: { '': <TestPage /> },
  policies: { '': <PoliciesPage /> },
  administrators: { '': <AdministratorsPage /> },
  apiKeys: { '': <ApiKeysPage /> },
  forwarding: { '': <ForwardingPage /> },
  settings: { '': <SettingsPage /> },
};

const routes: RouteObject[] = sections.flatMap((section) => section.pages).flatMap((page) =>
  Object.entries(pages[page.name] ?? {}).map(([below, content]) => ({ path: `${page.path}${below}`, element: <Permitted page={page}>{content}</Permitted> })));

export const router = createBrowserRouter([{
  element: <Shell />, errorElement: <CrashPage />,
  children: [{ errorElement: <CrashPage />, children: [...routes, { path: '/account', element: <AccountPage /> }, { path: '*', element: <NotFoundPage /> }] }],
}]);
