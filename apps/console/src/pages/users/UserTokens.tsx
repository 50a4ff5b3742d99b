import { listTokens, type Token, type User } from '@countersign/contracts/admin-api';
import { Button, Card, Flex, Table } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { useLoaded } from '../../api/use-loaded.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import { useSession } from '../../session/session-context.ts';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { unbroken } from '../../widgets/unbroken.tsx';
import { AssignFreeToken } from '../tokens/AssignFreeToken.tsx';
import { MakeToken } from '../tokens/MakeToken.tsx';
import { TokenState } from '../tokens/TokenState.tsx';
import { useTokenTexts } from '../tokens/use-token-texts.ts';

/** Pixels below which the list is scrolled; above it the cells wrap, so that every column is seen. */
const NARROWEST = 380;

/** The user's tokens, and how to get one more. */
export function UserTokens({ user, onChange }: { readonly user: User; readonly onChange: () => void }): ReactNode {
  const t = useTexts();
  const format = useFormat();
  const { can } = useSession();
  const mayAssign = can('tokens.assign') && user.administratorBeyondPower !== true;
  const { typeOf } = useTokenTexts();
  const { data, problem, loading, reload } = useLoaded(listTokens, { query: { userId: user.id } });
  const [dialog, setDialog] = useState<'assign' | 'make' | null>(null);
  const changed = (): void => {
    reload();
    onChange();
  };
  return (
    <Card
      title={t.users.tokensOf}
      extra={(
        <Flex gap={8}>
          {mayAssign ? <Button onClick={() => setDialog('assign')}>{t.users.assign}</Button> : null}
          {can('tokens.write') && mayAssign ? <Button onClick={() => setDialog('make')}>{t.users.make}</Button> : null}
        </Flex>
      )}
    >
      {problem === undefined ? null : <ProblemAlert problem={problem} onRetry={reload} />}
      <Table<Token>
        aria-label={t.users.tokensOf} size="small" pagination={false} loading={loading && data === undefined} rowKey="id" dataSource={data?.items ?? []}
        locale={{ emptyText: t.users.noTokens }} scroll={{ x: NARROWEST }} tableLayout="auto"
        columns={[
          { key: 'serial', title: t.tokens.serial, render: (_, { id, serial }) => <Link to={`/tokens/${id}`}>{serial}</Link> },
          { key: 'type', title: t.tokens.type, render: (_, token) => typeOf(token) },
          { key: 'state', title: t.words.state, render: (_, token) => <TokenState token={token} /> },
          { key: 'ends', title: t.words.end, render: (_, { endsAt }) => unbroken(format.end(endsAt)) },
        ]}
      />
      <AssignFreeToken open={dialog === 'assign'} user={user} onClose={() => setDialog(null)} onDone={changed} />
      <MakeToken open={dialog === 'make'} siteId={user.siteId} assignTo={user} onClose={() => setDialog(null)} onDone={changed} />
    </Card>
  );
}
