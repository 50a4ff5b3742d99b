import { Tooltip } from 'antd';
import { type ReactNode, useState } from 'react';

/** What a cell of a list shows: at most three lines of it. What does not fit stands in a tooltip. */
export function Cell({ full, children }: { readonly full: string; readonly children: ReactNode }): ReactNode {
  const [open, setOpen] = useState(false);
  const measure = ({ currentTarget: { scrollHeight, clientHeight } }: React.SyntheticEvent<HTMLElement>): void => setOpen(scrollHeight > clientHeight + 1);
  const close = (): void => setOpen(false);
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- only measured: it does nothing by itself
    <div className="cell" onMouseEnter={measure} onFocus={measure} onMouseLeave={close} onBlur={close}>
      {children}
      {/* Made when it is wanted: one for each cell costs more than all the rest of a list. */}
      {open ? <Tooltip title={full} open><span aria-hidden className="cell-cover" /></Tooltip> : null}
    </div>
  );
}
