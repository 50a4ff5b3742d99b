import { type AuditEntry, describeResult, isGoodResult, outcomeOfSignIn, type ResultCode, resultCodes } from '@countersign/contracts';
import { useMemo } from 'react';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import { isAtConsole } from './facts.ts';
import { objectText } from './object-text.ts';

export type AuditEvent = AuditEntry['event'];

export function colourOf({ result, kind }: Pick<AuditEvent, 'result' | 'kind'>): 'success' | 'processing' | 'error' | 'default' {
  if (kind === 'administration' && result === 'changed') return 'default';
  if (isGoodResult(result)) return 'success';
  // A question that came back is neither good nor bad.
  return outcomeOfSignIn(result) === 'challenged' ? 'processing' : 'error';
}

export function useLogTexts(): {
  readonly resultOf: (event: Pick<AuditEvent, 'result' | 'detail'>) => string;
  /** Who acted: the person who signed in, or whoever changed something. */
  readonly actorOf: (event: Pick<AuditEvent, 'user' | 'kind' | 'detail'>) => string;
  /** What it was about; of a change the user concerned, too, where that is somebody's. */
  readonly objectOf: (event: Pick<AuditEvent, 'object' | 'user' | 'kind' | 'detail'>) => string;
  /** The agent host; of administrators' sign-ins it is this console, which no page shows. */
  readonly hostOf: (event: Pick<AuditEvent, 'agentHost' | 'result' | 'detail'>) => string;
  readonly results: readonly { readonly value: ResultCode; readonly label: string }[];
} {
  const t = useTexts();
  const { language } = useLanguage();
  return useMemo(() => ({
    resultOf: ({ result, detail: { action } }) => {
      const { text } = describeResult(result, language);
      return result === 'changed' && typeof action === 'string' ? t.log.done[action.replace(/^.*\./, '')] ?? `${text} (${action})` : text;
    },
    actorOf: ({ user, kind, detail: { actor } }) => {
      if (kind !== 'administration' || typeof actor !== 'string') return user?.login ?? '';
      const [, by = '', name = ''] = /^([^:]*):(.*)$/s.exec(actor) ?? [];
      return by === 'api-key' ? t.log.apiKey(name) : by === 'system' ? t.log.system : name;
    },
    objectOf: (event) => objectText(event, t),
    hostOf: (event) => (event.agentHost === null ? '' : isAtConsole(event) ? t.log.console : event.agentHost.name),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.keys forgets the keys' type
    results: (Object.keys(resultCodes) as ResultCode[]).map((value) => ({ value, label: describeResult(value, language).text })),
  }), [t, language]);
}
