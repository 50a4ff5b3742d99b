import { Alert, Flex, QRCode, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n/index.ts';
import { CopyButton } from '../../widgets/CopyButton.tsx';

/** The seed of a token that was just made, for an authenticator app to scan. */
export function Seed({ otpauth }: { readonly otpauth: string }): ReactNode {
  const t = useTexts();
  const secret = new URLSearchParams(otpauth.split('?')[1]).get('secret') ?? '';
  return (
    <Flex vertical gap={16} align="center">
      <Alert type="warning" showIcon title={t.tokens.scan} style={{ alignSelf: 'stretch' }} />
      <div role="img" aria-label={t.tokens.qrLabel} style={{ background: '#fff', padding: 8, borderRadius: 8 }}>
        <QRCode value={otpauth} size={224} type="svg" color="#000" bgColor="#fff" bordered={false} errorLevel="M" />
      </div>
      <div style={{ alignSelf: 'stretch' }}>
        <div>{t.tokens.uri}</div>
        <Typography.Text className="mono" style={{ fontSize: 12 }}>{otpauth}</Typography.Text> <CopyButton text={otpauth} label={t.tokens.copyUri} />
      </div>
      <div style={{ alignSelf: 'stretch' }}>
        <div>{t.tokens.seedText}</div>
        <Typography.Text className="mono" style={{ fontSize: 12 }}>{secret}</Typography.Text> <CopyButton text={secret} label={t.tokens.copySeed} />
      </div>
    </Flex>
  );
}
