import { Button, type ButtonProps, Popconfirm } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n/index.ts';

export interface ConfirmButtonProps extends Omit<ButtonProps, 'onClick' | 'title'> {
  /** What is asked, and what will happen. */
  readonly question: string;
  readonly consequence?: string;
  readonly onConfirm: () => Promise<unknown>;
}

/** A button that asks first, and says what it will do. */
export function ConfirmButton({ question, consequence, onConfirm, children, ...button }: ConfirmButtonProps): ReactNode {
  const t = useTexts();
  return (
    <Popconfirm
      title={question} description={consequence === undefined ? undefined : <div style={{ maxWidth: 320 }}>{consequence}</div>}
      okText={children} cancelText={t.actions.cancel} okButtonProps={{ danger: button.danger ?? false }} onConfirm={() => { void onConfirm(); }}
    >
      <Button {...button}>{children}</Button>
    </Popconfirm>
  );
}
