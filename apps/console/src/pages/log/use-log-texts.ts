import { type AuditEntry, describeResult, type ResultCode, resultCodes } from '@countersign/contracts';
import { useMemo } from 'react';
import { useLanguage, useTexts } from '../../i18n/index.ts';

export type AuditEvent = AuditEntry['event'];

export const good: ReadonlySet<ResultCode> = new Set<ResultCode>(['accepted', 'new-pin-set', 'administrator-signed-in', 'changed']);
/** A question that came back: neither good nor bad. */
const asked: ReadonlySet<ResultCode> = new Set<ResultCode>(['challenge-new-pin', 'challenge-next-tokencode']);

export function colourOf({ result, kind }: Pick<AuditEvent, 'result' | 'kind'>): 'success' | 'processing' | 'error' | 'default' {
  if (kind === 'administration' && result === 'changed') return 'default';
  if (good.has(result)) return 'success';
  return asked.has(result) ? 'processing' : 'error';
}

export function useLogTexts(): {
  readonly resultOf: (event: Pick<AuditEvent, 'result'>) => string;
  readonly objectOf: (event: Pick<AuditEvent, 'object'>) => string;
  readonly results: readonly { readonly value: ResultCode; readonly label: string }[];
} {
  const t = useTexts();
  const { language } = useLanguage();
  return useMemo(() => ({
    resultOf: ({ result }) => describeResult(result, language).text,
    objectOf: ({ object }) => {
      if (object === null) return '';
      const type = t.log.objectTypes[object.type] ?? object.type;
      return object.type === 'token' ? object.label : object.type === 'static-password' ? type : `${type} ${object.label}`;
    },
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.keys forgets the keys' type
    results: (Object.keys(resultCodes) as ResultCode[]).map((value) => ({ value, label: describeResult(value, language).text })),
  }), [t, language]);
}
