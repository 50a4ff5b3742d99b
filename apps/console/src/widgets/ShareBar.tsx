import { theme } from 'antd';
import type { ReactNode } from 'react';

/** How much of the most, from 0 to 1. */
export function ShareBar({ share }: { readonly share: number }): ReactNode {
  const { token } = theme.useToken();
  return (
    <svg width="100%" height="6" role="presentation" preserveAspectRatio="none" viewBox="0 0 100 6">
      <rect width="100" height="6" fill={token.colorFillSecondary} /><rect width={share * 100} height="6" fill={token.colorError} />
    </svg>
  );
}
