import { signOutEverywhere } from '@countersign/contracts/admin-api';
import { App, Card, Col, Descriptions, Flex, Form, Row } from 'antd';
import type { ReactNode } from 'react';
import { useApi } from '../../api/api-context.ts';
import { useScopeText } from '../../directory/ScopeFields.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import { OwnPasswordFields, type OwnPasswordValues } from '../../session/OwnPasswordFields.tsx';
import { useSession } from '../../session/session-context.ts';
import { ConfirmButton } from '../../widgets/ConfirmButton.tsx';
import { PageHeader } from '../../widgets/PageHeader.tsx';
import { useUnsaved } from '../../widgets/unsaved-context.ts';
import { useAction } from '../../widgets/use-action.ts';
import { OwnToken } from './OwnToken.tsx';

/** The administrator's own password, token and sessions. */
export function AccountPage(): ReactNode {
  const t = useTexts();
  const api = useApi();
  const format = useFormat();
  const scopeText = useScopeText();
  const { message } = App.useApp();
  const [form] = Form.useForm<OwnPasswordValues>();
  useUnsaved(() => form.isFieldsTouched());
  const { session: { administrator, scope, warnings }, replace, forget } = useSession();
  const everywhereHint = warnings.includes('token-not-proved') ? `${t.session.everywhereHint} ${t.session.leavingUnproved}` : t.session.everywhereHint;
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
              <ConfirmButton danger question={`${t.session.everywhere}?`} consequence={everywhereHint} onConfirm={everywhere.run}>{t.session.everywhere}</ConfirmButton>
            </Card>
          </Flex>
        </Col>
        <Col xs={24} lg={12}>
          <Card title={t.session.passwordTitle}>
            <OwnPasswordFields form={form} onSession={(session) => { replace(session); void message.success(t.session.changed); }} />
          </Card>
        </Col>
      </Row>
    </>
  );
}
