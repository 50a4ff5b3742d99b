import type * as adminApi from '@countersign/contracts/admin-api';
import type { Text } from '../output/language.ts';

export const STEPS: Readonly<Record<adminApi.BackEndStep['step'], Text>> = {
  connect: ['connect', '连接'], 'service-account': ['service account', '服务账号'], 'find-user': ['find the entry', '查找条目'], password: ['password', '口令'],
};

export const VERDICTS: Readonly<Record<adminApi.BackEndStep['verdict'], Text>> = {
  passed: ['passed', '通过'], skipped: ['skipped', '跳过'], unreachable: ['not reachable', '无法连接'], timeout: ['no answer in time', '超时'],
  'tls-failed': ['TLS failed', 'TLS 失败'], 'service-refused': ['service account refused', '服务账号被拒绝'], 'not-understood': ['answer not understood', '无法理解答复'],
  'unknown-user': ['no such entry', '没有该条目'], 'several-users': ['several entries', '有多个条目'], 'wrong-password': ['wrong password', '口令错误'],
};

export const HEALTH: Readonly<Record<adminApi.ServerHealth['state'], Text>> = {
  unknown: ['not asked yet', '尚未询问'], answering: ['answering', '有应答'], failing: ['failing', '失败'], 'left-alone': ['left alone for a while', '暂停询问'],
};

export function lookupText(lookup: adminApi.BackEnd['lookup']): string {
  if (lookup.how === 'name') return lookup.template;
  return `${lookup.filter} below ${lookup.baseDn}${lookup.bindDn === null ? '' : ` as ${lookup.bindDn}`}`;
}
