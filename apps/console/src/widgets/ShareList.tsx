import { Flex } from 'antd';
import type { ReactNode } from 'react';
import { useFormat } from '../i18n/format.ts';
import { ShareBar, type ShareKind } from './ShareBar.tsx';

export interface Share {
  readonly key: string;
  readonly label: ReactNode;
  readonly count: number;
  readonly kind?: ShareKind;
}

/** Counts in words, numbers and bars, each bar against the longest. */
export function ShareList({ shares, label }: { readonly shares: readonly Share[]; readonly label: string }): ReactNode {
  const format = useFormat();
  const most = Math.max(1, ...shares.map(({ count }) => count));
  return (
    <Flex vertical gap={10} component="ul" aria-label={label} style={{ listStyle: 'none', margin: 0, padding: 0 }}>
      {shares.map(({ key, label: name, count, kind }) => (
        <li key={key}>
          <Flex justify="space-between" gap={12}><span>{name}</span><span>{format.number(count)}</span></Flex>
          <ShareBar share={count / most} {...kind === undefined ? {} : { kind }} />
        </li>
      ))}
    </Flex>
  );
}
