import type { PolicyField } from '@countersign/contracts/admin-api';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import { unitOf } from './policy-sections.ts';
import type { PolicyValue } from './PolicyControl.tsx';

/** A value as people read it: a number with its unit, the name of a choice, a text as it is. */
export function useShownValue(field: PolicyField): (value: PolicyValue) => string {
  const t = useTexts();
  const format = useFormat();
  const options: Readonly<Record<string, string>> = t.policies.options;
  const unit = unitOf(field);
  return (value) => {
    if (typeof value === 'number') return `${format.number(value)} ${unit === undefined ? '' : (value === 1 ? t.policies.one : t.policies.units)[unit]}`.trim();
    return options[`${field}:${value}`] ?? value;
  };
}
