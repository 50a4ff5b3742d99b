import type { TokenState } from '@countersign/contracts';
import type * as adminApi from '@countersign/contracts/admin-api';
import type { SiteTree } from '../admin/site-tree.ts';
import { localTime, shortTime } from '../output/instant.ts';
import { labels, yesOrNo } from '../output/labels.ts';
import type { Language } from '../output/language.ts';
import type { Field } from '../output/output.ts';
import type { Column } from '../output/table.ts';

/** How tokens look to people. */
export const tokenColumns = (tree: SiteTree, language: Language): readonly Column<adminApi.Token>[] => [
  { title: labels.serial, text: ({ serial }) => serial },
  { title: labels.algorithm, text: ({ algorithm }) => algorithm },
  { title: labels.digits, text: ({ digits }) => String(digits), align: 'right' },
  { title: labels.state, text: (token) => state(token, language) },
  { title: labels.assignedTo, text: ({ assignment }) => assignment?.login ?? '' },
  { title: labels.path, text: ({ siteId }) => tree.pathOf(siteId) },
  { title: labels.ends, text: ({ endsAt }) => shortTime(endsAt) },
];

export function tokenFields(token: adminApi.Token, tree: SiteTree, language: Language): readonly Field[] {
  const flag = (value: boolean): string => yesOrNo(value, language);
  const hash = token.algorithm === 'hotp' || token.algorithm === 'totp' ? ` (${token.hash})` : '';
  return [
    [labels.serial, token.serial], [labels.path, tree.pathOf(token.siteId)], [labels.kind, kind(token, language)],
    [labels.algorithm, token.suite ?? `${token.algorithm}${hash}`], [labels.digits, String(token.digits)],
    [labels.period, token.period === null ? '' : String(token.period)],
    ...token.uses === null ? [] : [[labels.uses, token.usesLeft === null ? String(token.uses) : `${token.usesLeft} / ${token.uses}`] satisfies Field], [labels.state, state(token, language)],
    [labels.assignedTo, token.assignment?.login ?? ''], [labels.starts, localTime(token.startsAt)], [labels.ends, localTime(token.endsAt)],
    [labels.oneTime, flag(token.oneTime)], [labels.usePin, flag(token.usePin)], [labels.nextTokencode, flag(token.allowNextTokencode)],
    [labels.maker, [token.manufacturer, token.model].filter((part) => part !== null).join(' ')],
    [labels.imported, localTime(token.importedAt)], [labels.id, token.id],
  ];
}

const MODES = { normal: ['normal', '正常'], 'new-pin': ['new-PIN', '新PIN模式'], 'next-tokencode': ['next-tokencode', '下一令牌码模式'] } as const;

export const tokenStateFields = (running: TokenState, language: Language): readonly Field[] => [
  [labels.mode, MODES[running.mode][language === 'zh' ? 1 : 0]], [labels.pinSet, yesOrNo(running.pinSet, language)],
  [labels.failures, String(running.failures)], [labels.lockedUntil, localTime(running.lockedUntil)],
  [labels.lastSignIn, localTime(running.lastSignInAt)], [labels.drift, String(running.driftSteps)],
];

function state({ lost, enabled }: adminApi.Token, language: Language): string {
  if (lost) return language === 'zh' ? '丢失' : 'lost';
  if (enabled) return language === 'zh' ? '启用' : 'enabled';
  return language === 'zh' ? '禁用' : 'disabled';
}

function kind({ kind: of }: adminApi.Token, language: Language): string {
  if (language === 'en') return of;
  return { hardware: '硬件', mobile: '手机', 'scratch-card': '刮刮卡' }[of];
}
