import { getSession, getUser, listTokens, type Session } from '@countersign/contracts/admin-api';
import { Alert, App, Button, Card, Flex } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { useApi } from '../../api/api-context.ts';
import { useLoaded } from '../../api/use-loaded.ts';
import { useTexts } from '../../i18n/index.ts';
import { useSession } from '../../session/session-context.ts';
import { MakeToken } from '../tokens/MakeToken.tsx';
import { ProveToken } from './ProveToken.tsx';

/** The administrator's own token: bound, proved – also after the page was loaded again –, or taken back. */
export function OwnToken({ userId }: { readonly userId: string }): ReactNode {
  const t = useTexts();
  const api = useApi();
  const { session: { warnings }, can, replace } = useSession();
  const mayBind = can('tokens.write') && can('tokens.assign');
  const [making, setMaking] = useState(false);
  /** The window with the QR code asks for the code itself. */
  const [scanning, setScanning] = useState(false);
  const mayRead = can('directory.read');
  const user = useLoaded(getUser, mayRead ? { parameters: { id: userId } } : null);
  const tokens = useLoaded(listTokens, mayRead ? { query: { userId } } : null);
  const own = tokens.data?.items ?? [];
  const [only] = own.length === 1 ? own : [];
  const isUnproved = warnings.includes('token-not-proved');
  const { message } = App.useApp();
  const changed = (): void => {
    tokens.reload();
    // The warning is over, or back. Without a reply it stays until the session is asked for again.
    api.call(getSession, {}).then(replace, () => {});
  };
  const proved = (session: Session): void => {
    replace(session);
    if (session.warnings.includes('token-not-proved')) void message.warning(t.session.tokenFarOff);
    else void message.success(t.session.tokenProved);
  };
  return (
    <Card title={t.session.tokenTitle}>
      <Flex vertical gap={12} align="flex-start">
        {status()}
        {own.length === 0 ? null : <Flex gap={12}>{own.map(({ id, serial }) => <Link key={id} to={`/tokens/${id}`}>{serial}</Link>)}</Flex>}
        {own.length === 0 && user.data !== undefined && mayBind
          ? <Button type="primary" onClick={() => setMaking(true)}>{t.session.bindToken}</Button> : null}
      </Flex>
      {isUnproved && !scanning ? <ProveToken {...only !== undefined && mayBind ? { token: only } : {}} onProved={proved} onTakenBack={changed} /> : null}
      {user.data === undefined ? null : (
        <MakeToken
          open={making} siteId={user.data.siteId} assignTo={user.data} onClose={() => setMaking(false)} onDone={() => { setScanning(true); changed(); }}
          proof={(token, close) => {
            const end = (): void => { setScanning(false); close(); };
            return <ProveToken token={token} onProved={(session) => { proved(session); end(); }} onTakenBack={() => { changed(); end(); }} />;
          }}
        />
      )}
    </Card>
  );

  function status(): ReactNode {
    if (isUnproved) return <Alert type="warning" showIcon title={t.session.tokenUnproved} description={t.session.tokenUnprovedHint} />;
    if (own.length > 0) return <Alert type="success" showIcon title={t.session.hasToken} />;
    return <div>{t.session.bindTokenHint}{mayBind ? null : ` ${t.session.askForToken}`}</div>;
  }
}
