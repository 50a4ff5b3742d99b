import { Button, type ButtonProps, Popconfirm } from 'antd';
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import { useTexts } from '../i18n/index.ts';

export interface ConfirmButtonProps extends Omit<ButtonProps, 'onClick' | 'title'> {
  /** What is asked, and what will happen. */
  readonly question: string;
  readonly consequence?: string;
  readonly onConfirm: () => Promise<unknown>;
}

/** A button that asks first, and says what it will do. The keyboard goes to the question, and comes back when it is answered. */
export function ConfirmButton({ question, consequence, onConfirm, children, ...button }: ConfirmButtonProps): ReactNode {
  const t = useTexts();
  const id = useId();
  const trigger = useRef<HTMLButtonElement>(null);
  const asked = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const answers = (): HTMLButtonElement[] => [...asked.current?.closest('.ant-popconfirm')?.querySelectorAll<HTMLButtonElement>('button') ?? []];
  const close = (): void => {
    setOpen(false);
    trigger.current?.focus({ preventScroll: true });
  };
  const changed = (next: boolean): void => {
    // A click elsewhere has chosen where the focus goes.
    if (next || answers().every((answer) => answer !== document.activeElement)) setOpen(next);
    else close();
  };
  // The question stands at the end of the document, far from what comes next on the page: Tab goes round in it.
  const keyed = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      close();
      return;
    }
    const [first, last] = [answers().at(0), answers().at(-1)];
    const onEdge = document.activeElement === (event.shiftKey ? first : last);
    if (event.key !== 'Tab' || !onEdge) return;
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  };
  const described = { 'aria-describedby': id, onKeyDown: keyed } as const;
  return (
    <Popconfirm
      open={open} onOpenChange={changed} afterOpenChange={(shown) => { if (shown) answers().at(0)?.focus({ preventScroll: true }); }}
      title={<div ref={asked} id={id}>{question}{consequence === undefined ? null : <span hidden> {consequence}</span>}</div>}
      description={consequence === undefined ? undefined : <div style={{ maxWidth: 320 }}>{consequence}</div>}
      okText={children} cancelText={t.actions.cancel} okButtonProps={{ danger: button.danger ?? false, ...described }} cancelButtonProps={described}
      onConfirm={() => { void onConfirm(); }}
    >
      <Button {...button} ref={trigger} aria-haspopup="dialog">{children}</Button>
    </Popconfirm>
  );
}
