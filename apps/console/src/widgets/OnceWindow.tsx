import { Button, Modal } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n/index.ts';
import { useUnsaved } from './unsaved-context.ts';

interface OnceWindowProps {
  readonly open: boolean;
  readonly title: string;
  readonly onClose: () => void;
  /** What is in the window has the button that closes it. */
  readonly ownButtons?: boolean;
  readonly children: ReactNode;
}

/** Shows what nobody can show again. Only its button closes it: neither Escape nor a click beside it may take the secret away. */
export function OnceWindow({ open, title, onClose, ownButtons = false, children }: OnceWindowProps): ReactNode {
  const t = useTexts();
  useUnsaved(() => open, { isSecret: true });
  return (
    <Modal
      open={open} title={title} closable={false} keyboard={false} mask={{ closable: false }} destroyOnHidden
      footer={ownButtons ? null : <Button type="primary" onClick={onClose}>{t.actions.done}</Button>}
    >
      {open ? children : null}
    </Modal>
  );
}
