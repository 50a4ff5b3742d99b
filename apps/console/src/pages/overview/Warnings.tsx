import type { Permission } from '@countersign/contracts/admin-api';
import { Alert, Flex } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useTexts } from '../../i18n/index.ts';
import { useSession } from '../../session/session-context.ts';

const helps = { 'one-administrator': '/administrators', 'second-administrator-idle': '/administrators', 'no-token': '/account', 'token-not-proved': '/account' } as const;
/** Without them the page behind the link is of no help. */
const needed: Readonly<Record<keyof typeof helps, readonly Permission[]>> = { 'one-administrator': ['administrators.write'], 'second-administrator-idle': ['administrators.read'], 'no-token': ['tokens.write', 'tokens.assign'], 'token-not-proved': [] };

/** What the server wants this administrator to know. */
export function Warnings(): ReactNode {
  const t = useTexts();
  const { session, can } = useSession();
  if (session.warnings.length === 0) return null;
  return (
    <Flex vertical gap={8} style={{ marginBlockEnd: 16 }}>
      {session.warnings.map((warning) => (
        <Alert
          key={warning} type="warning" showIcon closable={{ 'aria-label': t.actions.close }} title={t.warnings[warning].text}
          action={needed[warning].every(can) ? <Link to={helps[warning]}>{t.warnings[warning].help}</Link> : null}
        />
      ))}
    </Flex>
  );
}
