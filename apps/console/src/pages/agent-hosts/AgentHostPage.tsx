import { type AgentHost, deleteAgentHost, getAgentHost, nasProfiles, updateAgentHost } from '@countersign/contracts/admin-api';
import { Breadcrumb, Button, Card, Col, Descriptions, Flex, Row, Tag } from 'antd';
import type { ReactNode } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useApi } from '../../api/api-context.ts';
import { accessTimesLines } from '../../directory/access-times-text.ts';
import { DeleteButton } from '../../directory/DeleteButton.tsx';
import { shownAddress } from '../../directory/shown-address.ts';
import { useLoaded } from '../../api/use-loaded.ts';
import { useSites } from '../../directory/sites-context.ts';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import { useSession } from '../../session/session-context.ts';
import { LinkButton } from '../../widgets/LinkButton.tsx';
import { FormModal } from '../../widgets/FormModal.tsx';
import { PageHeader } from '../../widgets/PageHeader.tsx';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { useAction } from '../../widgets/use-action.ts';
import { useEditForm } from '../../widgets/use-edit-form.ts';
import { Waiting } from '../../widgets/Waiting.tsx';
import { LatestSignIns } from '../log/LatestSignIns.tsx';
import { ProfileName } from '../radius/ProfileName.tsx';
import { RadiusReply } from '../radius/RadiusReply.tsx';
import { Activations } from './Activations.tsx';
import { DeviceSetup } from './DeviceSetup.tsx';
import { AgentHostFields, type AgentHostValues, agentHostBody, agentHostValues } from './AgentHostFields.tsx';
import { NodeSecret } from './NodeSecret.tsx';
import { opennessOf } from './AgentHostsPage.tsx';

/** One agent host: addresses, rules, who is activated, and its latest sign-ins. */
export function AgentHostPage(): ReactNode {
  const t = useTexts();
  const { id = '' } = useParams();
  const { can } = useSession();
  const { data: host, problem, reload } = useLoaded(getAgentHost, { parameters: { id } });
  if (problem !== undefined && host === undefined) return <ProblemAlert problem={problem} onRetry={reload} />;
  if (host === undefined) return <Waiting />;
  return (
    <>
      <Breadcrumb style={{ marginBlockEnd: 8 }} items={[{ title: <Link to="/agent-hosts">{t.hosts.back}</Link> }, { title: host.name }]} />
      <PageHeader title={host.name} extra={<AgentHostButtons host={host} onChange={reload} />} />
      <Row gutter={[16, 16]}>
        <Col xs={24} xl={12}><AgentHostFacts host={host} /></Col>
        <Col xs={24} xl={12}>
          <Flex vertical gap={16}>
            <Activations host={host} />
            <NodeSecret host={host} onChange={reload} />
            <DeviceSetup host={host} />
            <RadiusReply of={{ agentHostId: host.id }} />
          </Flex>
        </Col>
        {can('audit.read') ? <Col span={24}><LatestSignIns filter={{ agentHost: host.name }} /></Col> : null}
      </Row>
    </>
  );
}

function AgentHostButtons({ host, onChange }: { readonly host: AgentHost; readonly onChange: () => void }): ReactNode {
  const t = useTexts();
  const api = useApi();
  const navigate = useNavigate();
  const { can } = useSession();
  const [editing, setEditing] = useEditForm(can('agent-hosts.write'));
  const { id, version } = host;
  const remove = useAction(async () => {
    await api.call(deleteAgentHost, { parameters: { id }, version });
    await navigate('/agent-hosts');
  }, t.hosts.deleted);
  const save = async (values: AgentHostValues): Promise<void> => {
    await api.call(updateAgentHost, { parameters: { id }, body: { ...agentHostBody(values), ...values.secret ? { secret: values.secret } : {} }, version });
    onChange();
  };
  return (
    <>
      {can('radius.test') ? <LinkButton to={`/test?host=${id}`}>{t.users.testSignIn}</LinkButton> : null}
      {can('agent-hosts.write') ? (
        <>
          <DeleteButton type="agent-hosts" id={id} question={t.hosts.deleteQuestion(host.name)} onConfirm={remove.run} />
          <Button type="primary" onClick={() => setEditing(true)}>{t.actions.edit}</Button>
        </>
      ) : null}
      <FormModal<AgentHostValues> open={editing} title={t.hosts.edit} width={720} initial={agentHostValues(host)} submit={save} onClose={() => setEditing(false)} edited={{ version, reload: onChange }}>
        <AgentHostFields existing />
      </FormModal>
    </>
  );
}

function AgentHostFacts({ host }: { readonly host: AgentHost }): ReactNode {
  const t = useTexts();
  const { language } = useLanguage();
  const { pathOf } = useSites();
  const [main, ...nodes] = host.addresses;
  const yes = (value: boolean): string => (value ? t.words.on : t.words.off);
  return (
    <Card title={t.words.agentHost}>
      <Descriptions
        column={1} size="small"
        items={[
          { key: 'main', label: t.hosts.main, children: <span className="mono">{shownAddress(main?.address ?? '')}</span> },
          {
            key: 'nodes', label: t.hosts.secondary,
            children: nodes.length === 0 ? t.hosts.noNodes : (
              <ul style={{ margin: 0, paddingInlineStart: 16 }}>{nodes.map(({ address, name }) => <li key={address}><span className="mono">{shownAddress(address)}</span>{name === null ? '' : ` (${name})`}</li>)}</ul>
            ),
          },
          { key: 'site', label: t.words.site, children: pathOf(host.siteId) },
          { key: 'open', label: t.hosts.activations, children: opennessOf(host, t) },
          {
            key: 'protection', label: t.hosts.requireMessageAuthenticator,
            children: <Tag color={host.requireMessageAuthenticator ? 'success' : 'warning'}>{host.messageAuthenticatorLocked ? t.protection.locked : host.requireMessageAuthenticator ? t.hosts.protected : t.hosts.unprotected}</Tag>,
          },
          { key: 'proxy', label: t.hosts.limitProxyState, children: yes(host.limitProxyState) },
          { key: 'pin', label: t.hosts.newPin, children: yes(host.newPin) },
          { key: 'next', label: t.hosts.nextTokencode, children: yes(host.nextTokencode) },
          { key: 'sms', label: t.access.sms, children: yes(host.sms) },
          { key: 'sessions', label: t.access.limitSessions, children: yes(host.limitSessions) },
          { key: 'times', label: t.access.title, children: <div>{accessTimesLines(host.accessTimes, t).map((line) => <div key={line}>{line}</div>)}</div> },
          { key: 'login', label: t.hosts.loginForm, children: t.hosts.loginForms[host.loginForm] },
          { key: 'profile', label: t.radius.profile, children: <ProfileName id={host.radiusProfileId} /> },
          { key: 'nas', label: t.hosts.nasProfile, children: nasProfiles[host.nasProfile].label[language] },
          { key: 'grace', label: t.hosts.failoverGraceSeconds, children: host.failoverGraceSeconds },
          { key: 'secret', label: t.hosts.secretVersion, children: t.hosts.secretVersionText(host.secretVersion) },
        ]}
      />
    </Card>
  );
}
