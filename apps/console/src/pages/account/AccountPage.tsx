import { getSession, getUser, listTokens, signOutEverywhere } from '@countersign/contracts/admin-api';
import { App, Alert, Button, Card, Col, Descriptions, Flex, Row } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { useApi } from '../../api/api-context.ts';
import { useLoaded } from '../../api/use-loaded.ts';
import { useScopeText } from '../../directory/ScopeFields.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import { OwnPasswordFields } from '../../session/OwnPasswordFields.tsx';
import { useSession } from '../../session/session-context.ts';
import { ConfirmButton } from '../../widgets/ConfirmButton.tsx';
import { PageHeader } from '../../widgets/PageHeader.tsx';
import { useAction } from '../../widgets/use-action.ts';
import { MakeToken } from '../tokens/MakeToken.tsx';
import { ProveToken } from './ProveToken.tsx';

/** The administrator's own password, token and sessions. */
export function AccountPage(): ReactNode {
  const t = useTexts();
  const api = useApi();
  const format = useFormat();
  const scopeText = useScopeText();
  const { message } = App.useApp();
  const { session: { administrator, scope }, replace, forget } = useSession();
  const everywhere = useAction(async () => {
    await api.call(signOutEverywhere, {});
    forget();
  });
  if (administrator === null) return null;
  return (
    <>
      <PageHeader title={t.session.accountTitle} />
      <Row gutter={[16, 16]}>
        <Col xs={24} lg={12}>
          <Flex vertical gap={16}>
            <Card>
              <Descriptions
                column={1} size="small"
                items={[
                  { key: 'login', label: t.users.login, children: administrator.login },
                  { key: 'name', label: t.users.displayName, children: administrator.displayName || '–' },
                  { key: 'role', label: t.session.role, children: t.roles[administrator.role].name },
                  { key: 'scope', label: t.session.scope, children: scope === null ? '–' : scopeText(scope) },
                  { key: 'last', label: t.session.lastSignIn, children: format.instant(administrator.lastSignInAt) },
                ]}
              />
            </Card>
            <OwnToken userId={administrator.id} />
            <Card title={t.session.everywhereTitle}>
              <p style={{ marginBlockStart: 0 }}>{t.session.everywhereHint}</p>
              <ConfirmButton danger question={`${t.session.everywhere}?`} consequence={t.session.everywhereHint} onConfirm={everywhere.run}>{t.session.everywhere}</ConfirmButton>
            </Card>
          </Flex>
        </Col>
        <Col xs={24} lg={12}>
          <Card title={t.session.passwordTitle}>
            <OwnPasswordFields onSession={(session) => { replace(session); void message.success(t.session.changed); }} />
          </Card>
        </Col>
      </Row>
    </>
  );
}

function OwnToken({ userId }: { readonly userId: string }): ReactNode {
  const t = useTexts();
  const api = useApi();
  const { can, replace } = useSession();
  const mayBind = can('tokens.write') && can('tokens.assign');
  const [making, setMaking] = useState(false);
  const mayRead = can('directory.read');
  const user = useLoaded(getUser, mayRead ? { parameters: { id: userId } } : null);
  const tokens = useLoaded(listTokens, mayRead ? { query: { userId } } : null);
  const own = tokens.data?.items ?? [];
  const { message } = App.useApp();
  const changed = (): void => {
    tokens.reload();
    // The warning is over, or back. Without a reply it stays until the session is asked for again.
    api.call(getSession, {}).then(replace, () => {});
  };
  return (
    <Card title={t.session.tokenTitle}>
      <Flex vertical gap={12} align="flex-start">
        {own.length > 0
          ? <><Alert type="success" showIcon title={t.session.hasToken} /><Flex gap={12}>{own.map(({ id, serial }) => <Link key={id} to={`/tokens/${id}`}>{serial}</Link>)}</Flex></>
          : <div>{t.session.bindTokenHint}{mayBind ? null : ` ${t.session.askForToken}`}</div>}
        {own.length === 0 && user.data !== undefined && mayBind
          ? <Button type="primary" onClick={() => setMaking(true)}>{t.session.bindToken}</Button> : null}
      </Flex>
      {user.data === undefined ? null : (
        <MakeToken
          open={making} siteId={user.data.siteId} assignTo={user.data} onClose={() => setMaking(false)} onDone={changed}
          proof={(token, close) => (
            <ProveToken
              token={token} onProved={(session) => { replace(session); close(); void message.success(t.session.tokenProved); }}
              onTakenBack={() => { changed(); close(); }}
            />
          )}
        />
      )}
    </Card>
  );
}
