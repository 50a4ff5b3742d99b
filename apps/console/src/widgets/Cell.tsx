import { Tooltip } from 'antd';
import { type ReactNode, useState } from 'react';

/** What a cell of a list shows: at most two lines of it. What does not fit stands in a tooltip. */
export function Cell({ full, children }: { readonly full: string; readonly children: ReactNode }): ReactNode {
  const [cut, setCut] = useState(false);
  const measure = ({ currentTarget: { scrollHeight, clientHeight } }: React.SyntheticEvent<HTMLElement>): void => setCut(scrollHeight > clientHeight + 1);
  return (
    <Tooltip title={cut ? full : ''}>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- only measured: it does nothing by itself */}
      <div className="cell" onMouseEnter={measure} onFocus={measure}>{children}</div>
    </Tooltip>
  );
}
