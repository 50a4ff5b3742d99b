import { deleteUser, getUser, unlockUser, updateUser, type User } from '@countersign/contracts/admin-api';
import { Alert, Breadcrumb, Button, Card, Col, Descriptions, Flex, Row, Tag } from 'antd';
import type { ReactNode } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useApi } from '../../api/api-context.ts';
import { useLoaded } from '../../api/use-loaded.ts';
import { accessTimesLines } from '../../directory/access-times-text.ts';
import { HostAccess } from '../../directory/HostAccess.tsx';
import { DeleteButton } from '../../directory/DeleteButton.tsx';
import { useSites } from '../../directory/sites-context.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import { reachesSites } from '../../session/scope-reach.ts';
import { useSession } from '../../session/session-context.ts';
import { LinkButton } from '../../widgets/LinkButton.tsx';
import { ConfirmButton } from '../../widgets/ConfirmButton.tsx';
import { FormModal } from '../../widgets/FormModal.tsx';
import { PageHeader } from '../../widgets/PageHeader.tsx';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { useAction } from '../../widgets/use-action.ts';
import { useEditForm } from '../../widgets/use-edit-form.ts';
import { Waiting } from '../../widgets/Waiting.tsx';
import { ProfileName } from '../radius/ProfileName.tsx';
import { RadiusReply } from '../radius/RadiusReply.tsx';
import { LatestSignIns } from '../log/LatestSignIns.tsx';
import { BypassCodes } from './BypassCodes.tsx';
import { OnlineState } from './OnlineState.tsx';
import { UserFields, type UserValues, userBody, userValues } from './UserFields.tsx';
import { UserPassword } from './UserPassword.tsx';
import { UserTokens } from './UserTokens.tsx';

/** One user: account, password, tokens and what happened at the latest sign-ins. */
export function UserPage(): ReactNode {
  const { id = '' } = useParams();
  const { data: user, problem, reload } = useLoaded(getUser, { parameters: { id } });
  if (problem !== undefined && user === undefined) return <ProblemAlert problem={problem} onRetry={reload} />;
  if (user === undefined) return <Waiting />;
  return <UserDetails key={id} user={user} onChange={reload} />;
}

function UserDetails({ user, onChange }: { readonly user: User; readonly onChange: () => void }): ReactNode {
  const t = useTexts();
  const { session, can } = useSession();
  const title = user.displayName === '' ? user.login : `${user.displayName} (${user.login})`;
  return (
    <>
      <Breadcrumb style={{ marginBlockEnd: 8 }} items={[{ title: <Link to="/users">{t.users.back}</Link> }, { title: user.login }]} />
      <PageHeader title={title} extra={<UserButtons user={user} onChange={onChange} />} />
      {user.administratorBeyondPower === true && (can('users.unlock') || can('users.write')) ? <Alert type="info" showIcon title={t.users.beyondPower} style={{ marginBlockEnd: 16 }} /> : null}
      <Row gutter={[16, 16]}>
        <Col xs={24} xl={12}><UserAccount user={user} /></Col>
        <Col xs={24} xl={12}>
          <Flex vertical gap={16}>
            <UserTokens user={user} onChange={onChange} />
            <UserPassword user={user} onChange={onChange} />
            <BypassCodes user={user} />
            <Card title={t.access.hostsOfUser}><HostAccess key={user.version} of={{ userId: user.id }} /></Card>
            {reachesSites(session) ? <RadiusReply key={`reply ${user.version}`} of={{ userId: user.id }} /> : null}
          </Flex>
        </Col>
        {can('audit.read') ? <Col span={24}><LatestSignIns filter={{ user: user.login }} /></Col> : null}
      </Row>
    </>
  );
}

function UserButtons({ user, onChange }: { readonly user: User; readonly onChange: () => void }): ReactNode {
  const t = useTexts();
  const api = useApi();
  const navigate = useNavigate();
  const { can } = useSession();
  const mayWrite = can('users.write') && user.administratorBeyondPower !== true;
  const [editing, setEditing] = useEditForm(mayWrite);
  const { id, version, enabled } = user;
  const unlock = useAction(() => api.call(unlockUser, { parameters: { id } }), t.users.unlocked);
  const toggle = useAction(async () => {
    await api.call(updateUser, { parameters: { id }, body: { enabled: !enabled }, version });
    onChange();
  }, enabled ? t.users.disabledNow : t.users.enabledNow);
  const remove = useAction(async () => {
    await api.call(deleteUser, { parameters: { id }, version });
    await navigate('/users');
  }, t.users.deleted);
  const save = async (values: UserValues): Promise<void> => {
    await api.call(updateUser, { parameters: { id }, body: { login: values.login, ...userBody(values) }, version });
    onChange();
  };
  return (
    <>
      {can('radius.test') ? <LinkButton to={`/test?login=${encodeURIComponent(user.login)}`}>{t.users.testSignIn}</LinkButton> : null}
      {can('users.unlock') && user.administratorBeyondPower !== true ? <Button loading={unlock.busy} onClick={() => { void unlock.run(); }}>{t.users.unlock}</Button> : null}
      {mayWrite ? (
        <>
          {enabled
            ? <ConfirmButton question={`${t.actions.disable}?`} consequence={t.users.disableConsequence} onConfirm={toggle.run}>{t.actions.disable}</ConfirmButton>
            : <Button loading={toggle.busy} onClick={() => { void toggle.run(); }}>{t.actions.enable}</Button>}
          <DeleteButton type="users" id={id} question={t.users.deleteQuestion(user.login)} onConfirm={remove.run} />
          <Button type="primary" onClick={() => setEditing(true)}>{t.actions.edit}</Button>
        </>
      ) : null}
      <FormModal<UserValues> open={editing} title={t.users.edit} width={640} initial={userValues(user)} submit={save} onClose={() => setEditing(false)} edited={{ version, reload: onChange }}>
        <UserFields existing />
      </FormModal>
    </>
  );
}

function UserAccount({ user }: { readonly user: User }): ReactNode {
  const t = useTexts();
  const format = useFormat();
  const { can } = useSession();
  const { pathOf, groupName } = useSites();
  const active = [user.activeOnAllHosts ? t.users.activeOnAllHosts : '', user.activeOnSiteHosts ? t.users.activeOnSiteHosts : ''].filter((text) => text !== '');
  const switches = (['newPin', 'nextTokencode', 'sms'] as const).filter((name) => user[name]).map((name) => t.access[name]);
  return (
    <Card title={t.users.account}>
      <Descriptions
        column={1} size="small"
        items={[
          { key: 'state', label: t.words.state, children: <Tag color={user.enabled ? 'success' : 'error'}>{user.enabled ? t.words.enabled : t.words.disabled}</Tag> },
          { key: 'login', label: t.users.login, children: user.login },
          { key: 'name', label: t.users.displayName, children: user.displayName || '–' },
          { key: 'site', label: t.words.site, children: pathOf(user.siteId) },
          { key: 'group', label: t.words.group, children: groupName(user.groupId) || '–' },
          { key: 'mobile', label: t.users.mobile, children: user.mobile ?? '–' },
          { key: 'email', label: t.users.email, children: user.email ?? '–' },
          { key: 'identifier', label: t.access.identifier, children: user.identifier ?? '–' },
          { key: 'last', label: t.access.lastSignIn, children: user.lastSignInAt === null ? t.access.never : format.instant(user.lastSignInAt) },
          ...can('sessions.read') ? [{ key: 'online', label: t.access.onlineState, children: <OnlineState userId={user.id} login={user.login} /> }] : [],
          { key: 'opened', label: t.users.opened, children: format.instant(user.openedAt) },
          { key: 'starts', label: t.users.startsAt, children: format.instant(user.startsAt) },
          { key: 'ends', label: t.users.endsAt, children: format.end(user.endsAt) },
          { key: 'times', label: t.access.title, children: <div>{accessTimesLines(user.accessTimes, t).map((line) => <div key={line}>{line}</div>)}</div> },
          { key: 'switches', label: t.access.switches, children: switches.length === 0 ? '–' : format.series(switches) },
          { key: 'sessions', label: t.access.maximumSessions, children: user.maximumSessions ?? '–' },
          { key: 'profile', label: t.radius.profile, children: <ProfileName id={user.radiusProfileId} /> },
          { key: 'active', label: t.users.active, children: active.length === 0 ? '–' : active.join('; ') },
        ]}
      />
    </Card>
  );
}
