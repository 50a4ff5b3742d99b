import { describeResult, type AgentHostWarning } from '@countersign/contracts/admin-api';
import { dictionaries, type Language } from '../../i18n/index.ts';

/** Why packets of an agent host were dropped, each reason in its own words; that of the warning itself in the words of its cause. */
export function warningCauses({ result, reasons }: Pick<AgentHostWarning, 'result' | 'reasons'>, language: Language): string {
  const stop = language === 'zh' ? '。' : '.';
  return reasons.map((reason) => (reason === result ? describeResult(result, language).cause : `${dictionaries[language].reasons[reason] ?? reason}${stop}`)).join(language === 'zh' ? '' : ' ');
}
