import { Alert, Flex, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n/index.ts';

/** A secret that is shown this once, with a button that copies it. */
export function Once({ secret, warning }: { readonly secret: string; readonly warning: string }): ReactNode {
  const t = useTexts();
  return (
    <Flex vertical gap={12}>
      <Alert type="warning" showIcon title={warning} />
      <Typography.Text className="mono" copyable={{ text: secret, tooltips: [t.actions.copy, t.actions.copied] }}>{secret}</Typography.Text>
    </Flex>
  );
}
