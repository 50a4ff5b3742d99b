import { Alert, Flex, QRCode, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n/index.ts';

/** The seed of a token that was just made, for an authenticator app to scan. */
export function Seed({ otpauth }: { readonly otpauth: string }): ReactNode {
  const t = useTexts();
  return (
    <Flex vertical gap={16} align="center">
      <Alert type="warning" showIcon title={t.tokens.scan} style={{ alignSelf: 'stretch' }} />
      <div role="img" aria-label={t.tokens.qrLabel} style={{ background: '#fff', padding: 8, borderRadius: 8 }}>
        <QRCode value={otpauth} size={224} type="svg" color="#000" bgColor="#fff" bordered={false} errorLevel="M" />
      </div>
      <div style={{ alignSelf: 'stretch' }}>
        <div>{t.tokens.uri}</div>
        <Typography.Text className="mono" copyable={{ text: otpauth, tooltips: [t.actions.copy, t.actions.copied] }} style={{ fontSize: 12 }}>{otpauth}</Typography.Text>
      </div>
    </Flex>
  );
}
