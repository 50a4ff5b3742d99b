import { Button, type ButtonProps } from 'antd';
import type { ReactNode } from 'react';
import { useHref, useLinkClickHandler, type To } from 'react-router';

export interface LinkButtonProps extends Omit<ButtonProps, 'href' | 'onClick'> {
  readonly to: To;
}

/** A link within the console that looks like a button. */
export function LinkButton({ to, ...button }: LinkButtonProps): ReactNode {
  const href = useHref(to);
  const follow = useLinkClickHandler(to);
  // Ant Design's button with an address is a link, whatever its handler's type says.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return <Button {...button} href={href} onClick={(event) => follow(event as React.MouseEvent<HTMLAnchorElement>)} />;
}
