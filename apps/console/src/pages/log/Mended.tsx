import { Alert } from 'antd';
import { type ReactNode, useEffect, useRef } from 'react';
import { Link } from 'react-router';
import { useTexts } from '../../i18n/index.ts';
import { useCan } from '../../session/session-context.ts';
import { testAddress } from '../test/test-address.ts';
import type { Mending } from './remedies.ts';
import type { AuditEvent } from './use-log-texts.ts';

/** How the user signs in after it, where that is not as ever. */
const nextAfter: Partial<Record<Mending['name'], 'newPin' | 'nextCode'>> = { clearPin: 'newPin', allowNewPin: 'newPin', allowNextTokencode: 'nextCode', allowOfToken: 'nextCode' };

/** What a button of a line has done, and what comes next. The button is gone: the focus comes here. */
export function Mended({ name, event: { user, agentHost } }: { readonly name: Mending['name']; readonly event: AuditEvent }): ReactNode {
  const t = useTexts();
  const mayTest = useCan('radius.test');
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []);
  const { theUser, theHost, test, ...next } = t.log.next;
  const [who, where] = [user?.login || theUser, agentHost?.name || theHost];
  return (
    <div ref={place} tabIndex={-1} role="status">
      <Alert
        type="success" showIcon title={t.log.mended[name](who, where)}
        description={<>{next[nextAfter[name] ?? 'again'](who)}{mayTest && user !== null && agentHost !== null ? <> <Link to={testAddress(agentHost.id, user.login)}>{test}</Link></> : null}</>}
      />
    </div>
  );
}
