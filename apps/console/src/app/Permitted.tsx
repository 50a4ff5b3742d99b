import type { Permission } from '@countersign/contracts/admin-api';
import { LockOutlined } from '@ant-design/icons';
import { Result } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n/index.ts';
import { useSession } from '../session/session-context.ts';
import { Heading } from '../widgets/Heading.tsx';

/** A page for those who may see it. The server decides about the data; this spares people an empty page. */
export function Permitted({ permission, children }: { readonly permission: Permission | null; readonly children: ReactNode }): ReactNode {
  const t = useTexts();
  const { can } = useSession();
  return permission === null || can(permission) ? children : <Result icon={<LockOutlined aria-hidden />} title={<Heading text={t.app.forbiddenPage} />} />;
}
