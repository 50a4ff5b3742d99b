import { describePolicyFault, type FoundPolicyFault } from '@countersign/contracts/admin-api';
import type { Language, Messages } from '../i18n/index.ts';

/** A combination that cannot work, in the reader's language. */
export function faultText({ fault, fields, site }: FoundPolicyFault, language: Language, t: Messages): string {
  const { en, zh } = describePolicyFault(fault);
  const names = fields.map((field) => (field === 'backEndId' ? t.firstFactors.backEnd : field === 'staticPassword' ? t.firstFactors.staticPassword : t.policies.fields[field])).join(language === 'zh' ? '、' : ', ');
  const text = language === 'zh' ? `${zh}（${names}）` : `${en} (${names})`;
  return site === null ? text : t.policies.atSite(site.name, text);
}
