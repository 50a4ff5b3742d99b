import { Button, Input, Space } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n/index.ts';
import type { ControlProps } from '../../widgets/control-props.ts';
import { CopyButton } from '../../widgets/CopyButton.tsx';
import { newSecret } from './new-secret.ts';

interface SecretInputProps extends ControlProps {
  readonly value?: string;
  readonly onChange?: (secret: string) => void;
}

/** A shared secret, shown as it is typed and copied at a click: it has to be entered on the device, too. */
export function SecretInput({ value = '', onChange, ...control }: SecretInputProps): ReactNode {
  const t = useTexts();
  return (
    <Space.Compact style={{ width: '100%' }}>
      <Input
        {...control} className="mono" autoComplete="off" spellCheck={false} value={value} onChange={(event) => onChange?.(event.target.value)}
        suffix={value === '' ? <span /> : <CopyButton text={value} label={t.hosts.copySecret} />}
      />
      <Button onClick={() => onChange?.(newSecret())}>{t.hosts.generate}</Button>
    </Space.Compact>
  );
}
