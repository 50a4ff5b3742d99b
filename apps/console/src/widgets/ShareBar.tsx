import { theme } from 'antd';
import type { ReactNode } from 'react';

/** What is counted: something good, a question, something bad, or neither. */
export type ShareKind = 'accepted' | 'challenged' | 'refused' | 'plain';

/** How much of the most, from 0 to 1. */
export function ShareBar({ share, kind = 'plain' }: { readonly share: number; readonly kind?: ShareKind }): ReactNode {
  const { token } = theme.useToken();
  const colour = { accepted: token.colorSuccess, challenged: token.colorInfo, refused: token.colorError, plain: token.colorPrimary }[kind];
  return (
    <svg width="100%" height="6" role="presentation" preserveAspectRatio="none" viewBox="0 0 100 6">
      <rect width="100" height="6" fill={token.colorFillSecondary} /><rect width={share * 100} height="6" fill={colour} />
    </svg>
  );
}
