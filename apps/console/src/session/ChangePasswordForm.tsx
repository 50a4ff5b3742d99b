import { type Session, signOut } from '@countersign/contracts/admin-api';
import { Alert, Button, Flex, Form } from 'antd';
import type { ReactNode } from 'react';
import { useApi } from '../api/api-context.ts';
import { useTexts } from '../i18n/index.ts';
import { FullPage } from '../widgets/FullPage.tsx';
import { OwnPasswordFields, type OwnPasswordValues } from './OwnPasswordFields.tsx';

/** The forced change: nothing else is possible before it. */
export function ChangePasswordForm({ onSession, onCancel }: { readonly onSession: (session: Session) => void; readonly onCancel: () => void }): ReactNode {
  const api = useApi();
  const t = useTexts();
  const [form] = Form.useForm<OwnPasswordValues>();
  const cancel = (): void => { api.call(signOut, {}).catch(() => undefined).finally(onCancel); };
  return (
    <FullPage title={t.session.newPasswordTitle}>
      <Flex vertical gap={16}>
        <Alert type="info" showIcon title={t.session.mustChange} />
        <OwnPasswordFields form={form} onSession={onSession} />
        <Button type="link" onClick={cancel}>{t.session.startOver}</Button>
      </Flex>
    </FullPage>
  );
}
