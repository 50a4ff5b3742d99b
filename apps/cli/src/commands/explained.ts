import { describeStep, type Explanation } from '@countersign/contracts';
import { type Language, say, type Text } from '../output/language.ts';
import { printable } from '../output/printable.ts';
import { record } from '../output/table.ts';

/** What an entry means, for people: result, cause, remedy, the pattern around it, and the rules that looked. */
export function explained({ text, cause, remedy, pattern, trace }: Explanation, language: Language): string {
  const lines: (readonly [Text, string])[] = [
    [['Result', '结果'], text[language]], [['Cause', '原因'], cause[language]], [['Remedy', '处理办法'], remedy[language]],
    ...pattern === null ? [] : [[['Around it', '前后情况'], `${pattern.hint[language]} (${pattern.count})`] as const],
  ];
  const steps = trace.map((noted, index) => {
    const { step, lookedAt, verdict } = describeStep(noted, language);
    return [`${index + 1}. ${step}`, `${lookedAt}: ${verdict}`] as const;
  });
  return [
    record(lines.map(([name, value]) => [say(name, language), printable(value)])),
    steps.length === 0 ? '' : `\n${record(steps.map(([step, found]) => [printable(step), printable(found)]))}`,
  ].join('');
}
