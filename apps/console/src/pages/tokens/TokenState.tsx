import type { Token } from '@countersign/contracts/admin-api';
import { Tag } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n/index.ts';
import { conditionOf } from './use-token-texts.ts';

const colours = { enabled: 'success', disabled: 'default', lost: 'error', expired: 'warning', 'not-started': 'processing' } as const;

export function TokenState({ token }: { readonly token: Token }): ReactNode {
  const t = useTexts();
  const condition = conditionOf(token, Date.now());
  return <Tag color={colours[condition]}>{t.tokens.states[condition]}</Tag>;
}
