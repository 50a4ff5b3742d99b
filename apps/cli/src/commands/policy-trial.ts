import { describeResult } from '@countersign/contracts';
import type * as adminApi from '@countersign/contracts/admin-api';
import type { z } from 'zod';
import type { Context } from '../context.ts';
import { shortTime } from '../output/instant.ts';
import { labels } from '../output/labels.ts';
import { say } from '../output/language.ts';

type Trial = z.output<typeof adminApi.tryPolicy.reply>;

/** How a trial came out, for people: the counts, what cannot work, then each sign-in that would end otherwise or cannot be judged. */
export function tried({ counts, from, to, lines, faults }: Trial, { output, language }: Context): string {
  if (from === null || to === null) return `${say(['There are no sign-ins to try it against.', '没有可用于试算的登录。'], language)}\n`;
  const { same, changes, unknown } = counts;
  const total = say([
    `Of the sign-ins from ${shortTime(from)} to ${shortTime(to)}: ${same} the same, ${changes} would end otherwise, ${unknown} cannot be judged.`,
    `${shortTime(from)} 至 ${shortTime(to)} 的登录：${same} 个不变，${changes} 个结果不同，${unknown} 个无法判断。`,
  ], language);
  const impossible = faults.map(({ fault, fields, site }) => `${say(['Cannot work', '无法使用'], language)}: ${fault} (${fields.join(', ')})${site === null ? '' : ` ${site.name}`}\n`).join('');
  if (lines.length === 0) return `${total}\n${impossible}`;
  return `${total}\n${impossible}\n${output.table<adminApi.TrialLine>([
    { title: labels.number, text: ({ sequence }) => String(sequence), align: 'right' },
    { title: labels.time, text: ({ at }) => shortTime(at) },
    { title: labels.user, text: ({ login }) => login },
    { title: labels.agentHost, text: ({ agentHost }) => agentHost ?? '' },
    { title: ['Was', '原结果'], text: ({ recorded }) => describeResult(recorded, language).text },
    { title: ['Would be', '试算结果'], text: ({ predicted }) => (predicted === null ? '?' : describeResult(predicted, language).text) },
    { title: labels.reason, text: ({ reason }) => reason ?? '' },
  ]).lines(lines)}`;
}
