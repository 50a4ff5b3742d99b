import { foldLogin, type UserField } from '@countersign/contracts';
import * as adminApi from '@countersign/contracts/admin-api';
import { instantOf } from './local-time.ts';
import type { UserRecord, UserRecordFault } from './user-record.ts';

const { shape } = adminApi.createUser.body;

/** A record that cannot be a user. */
export class CellFault extends Error {
  constructor(readonly reason: UserRecordFault, readonly field: UserField | null) {
    super(reason);
  }
}

/**
 * The user that a record describes.
 * @param cell of a field, trimmed; empty where the file says nothing
 * @param timeZone in which dates are meant
 * @throws CellFault
 */
export function userOf(cell: (field: UserField) => string, timeZone: string): UserRecord {
  const text = (field: 'displayName' | 'mobile' | 'email' | 'identifier'): string | undefined => {
    const value = cell(field);
    if (value === '') return undefined;
    if (!shape[field].safeParse(value).success) throw new CellFault('invalid-value', field);
    return value;
  };
  const flag = (field: 'enabled' | 'activeOnSiteHosts' | 'activeOnAllHosts'): boolean | undefined => given(cell(field), field, flagOf);
  const time = (field: 'startsAt' | 'endsAt'): string | undefined => given(cell(field), field, (value) => timeOf(value, timeZone, field === 'endsAt'));
  const user: UserRecord = {
    login: loginOf(cell('login')), displayName: text('displayName'), group: given(cell('group'), 'group', groupOf), mobile: text('mobile'), email: text('email'),
    identifier: text('identifier'), enabled: flag('enabled'), startsAt: time('startsAt'), endsAt: time('endsAt'),
    maximumSessions: given(cell('maximumSessions'), 'maximumSessions', sessionsOf), activeOnSiteHosts: flag('activeOnSiteHosts'), activeOnAllHosts: flag('activeOnAllHosts'),
  };
  if (user.startsAt !== undefined && user.endsAt !== undefined && user.startsAt >= user.endsAt) throw new CellFault('ends-before-start', null);
  return user;
}

function given<T>(value: string, field: UserField, parse: (value: string) => T | undefined): T | undefined {
  if (value === '') return undefined;
  const parsed = parse(value);
  if (parsed === undefined) throw new CellFault('invalid-value', field);
  return parsed;
}

function loginOf(login: string): string {
  if (login === '') throw new CellFault('login-missing', null);
  if (!adminApi.loginSchema.safeParse(login).success || foldLogin(login).trim() === '') throw new CellFault('invalid-login', null);
  return login;
}

function groupOf(name: string): string | undefined {
  return adminApi.createGroup.body.shape.name.safeParse(name).success ? name : undefined;
}

function sessionsOf(text: string): number | undefined {
  return /^\d{1,6}$/.test(text) && shape.maximumSessions.safeParse(Number(text)).success ? Number(text) : undefined;
}

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ...['yes', 'y', 'true', '1', 'on', 'enabled', 'active', '是', '真', '启用', '已启用', '有效'].map((word) => [word, true] as const),
  ...['no', 'n', 'false', '0', 'off', 'disabled', 'inactive', '否', '假', '停用', '禁用', '已停用', '已禁用', '无效'].map((word) => [word, false] as const),
]);
const flagOf = (text: string): boolean | undefined => FLAGS.get(text.toLowerCase());

const LOCAL = /^(\d{4})([-/.年])(\d{1,2})(?:[-/.月])(\d{1,2})日?(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;
const WITH_OFFSET = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/i;

/** @param atEnd a date without a time means the end of that day */
function timeOf(text: string, timeZone: string, atEnd: boolean): string | undefined {
  if (WITH_OFFSET.test(text)) {
    const at = Date.parse(text.replace(' ', 'T'));
    return Number.isNaN(at) ? undefined : new Date(at).toISOString();
  }
  const [, year, , month, day, hour, minute, second] = LOCAL.exec(text) ?? [];
  if (year === undefined) return undefined;
  const wholeDay = hour === undefined;
  const at = instantOf({
    year: Number(year), month: Number(month), day: Number(day),
    hour: wholeDay && atEnd ? 23 : Number(hour ?? 0), minute: wholeDay && atEnd ? 59 : Number(minute ?? 0), second: wholeDay && atEnd ? 59 : Number(second ?? 0),
  }, timeZone);
  return at === undefined ? undefined : new Date(wholeDay && atEnd ? at + 999 : at).toISOString();
}
