import type { AuditEntry } from '@countersign/contracts';
import type { Messages } from '../../i18n/index.ts';

const onlyOfItsType: ReadonlySet<string> = new Set(['static-password', 'first-factor', 'settings', 'audit-forwarding']);

/** What an event was about; of a change by somebody else the user concerned, too, where the object does not say who that is. */
export function objectText({ object, user, kind, detail: { actor } }: Pick<AuditEntry['event'], 'object' | 'user' | 'kind' | 'detail'>, t: Messages): string {
  if (object === null) return '';
  const type = t.log.objectTypes[object.type] ?? object.type;
  // Some are told apart by nothing but their type.
  const text = object.type === 'token' ? object.label : onlyOfItsType.has(object.type) || object.label === object.type ? type : `${type} ${object.label}`;
  const isOfAnother = kind === 'administration' && user !== null && typeof actor === 'string' && actor.replace(/^[^:]*:/, '') !== user.login;
  return isOfAnother && text !== `${type} ${user.login}` ? `${text} · ${user.login}` : text;
}
