import { Descriptions, type DescriptionsProps } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useSites } from '../../directory/sites-context.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import type { TokenWithState } from './token-with-state.ts';
import { TokenState } from './TokenState.tsx';
import { useTokenTexts } from './use-token-texts.ts';

/** What a token is, and how it fares where it is assigned. */
export function TokenFacts({ data: { token, state } }: { readonly data: TokenWithState }): ReactNode {
  const t = useTexts();
  const format = useFormat();
  const { pathOf } = useSites();
  const { typeOf, periodOf } = useTokenTexts();
  const { assignment } = token;
  const items: DescriptionsProps['items'] = [
    { key: 'state', label: t.words.state, children: <TokenState token={token} /> },
    { key: 'assignee', label: t.tokens.assignee, children: assignment === null ? '–' : <Link to={`/users/${assignment.userId}`}>{assignment.login}</Link> },
    { key: 'type', label: t.tokens.type, children: typeOf(token) },
    { key: 'digits', label: t.tokens.digits, children: token.digits },
    { key: 'period', label: t.tokens.periodOrUses, children: periodOf(token) },
    { key: 'hash', label: t.tokens.hash, children: token.hash.toUpperCase().replace('SHA', 'SHA-') },
    ...token.suite === null ? [] : [{ key: 'suite', label: t.tokens.suite, children: token.suite }],
    { key: 'start', label: t.words.start, children: format.instant(token.startsAt) },
    { key: 'end', label: t.words.end, children: format.end(token.endsAt) },
    { key: 'site', label: t.words.site, children: pathOf(token.siteId) },
    { key: 'maker', label: t.tokens.maker, children: [token.manufacturer, token.model].filter((text) => text !== null).join(' · ') || '–' },
    { key: 'imported', label: t.tokens.imported, children: format.instant(token.importedAt) },
    ...state === null ? [] : [
      { key: 'mode', label: t.tokens.mode, children: t.tokens.modes[state.mode] },
      { key: 'pin', label: t.tokens.pin, children: state.pinSet ? t.tokens.pinSet : t.tokens.pinNone },
      { key: 'failures', label: t.tokens.failures, children: state.failures },
      ...state.lockedUntil === null ? [] : [{ key: 'locked', label: t.tokens.lockedUntil, children: format.instant(state.lockedUntil) }],
      { key: 'last', label: t.tokens.lastSignIn, children: format.instant(state.lastSignInAt) },
      { key: 'drift', label: t.tokens.drift, children: t.tokens.steps(state.driftSteps) },
    ],
  ];
  return <Descriptions column={1} size="small" bordered items={items} />;
}
