import type { CheckAttribute, ReplyAttribute } from '@countersign/contracts';
import { InvalidArgumentError } from 'commander';

/** `NAME=VALUE`, or `NAME+=VALUE` for a value that comes after those of more general profiles. */
export function parseReplyLine(text: string): ReplyAttribute {
  const [, name, append, value] = /^([^=+\s]+)(\+?)=(.*)$/su.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('must be NAME=VALUE, or NAME+=VALUE for a further one');
  return { name, value, append: append === '+' };
}

const CHECKS = { '=': 'equals', '!=': 'differs', '^=': 'begins-with' } as const;

/** `NAME=VALUE`, `NAME!=VALUE`, `NAME^=VALUE` (begins with), `NAME` (is there) or `!NAME` (is not). */
export function parseCheckLine(text: string): CheckAttribute {
  const [, name, operator, value = ''] = /^([A-Za-z][^=!^\s]*)(!=|\^=|=)(.*)$/su.exec(text) ?? [];
  if (name !== undefined && (operator === '=' || operator === '!=' || operator === '^=')) return { name, check: CHECKS[operator], value };
  const [, not, bare] = /^(!?)([A-Za-z][^=!^\s]*)$/u.exec(text) ?? [];
  if (bare === undefined) throw new InvalidArgumentError('must be NAME=VALUE, NAME!=VALUE, NAME^=VALUE, NAME or !NAME');
  return { name: bare, check: not === '!' ? 'absent' : 'present', value: '' };
}

export const replyLine = ({ name, value, append }: ReplyAttribute): string => `${name}${append ? '+' : ''}=${value}`;

/** As {@link parseCheckLine} reads it. */
export function checkLine({ name, check, value }: CheckAttribute): string {
  if (check === 'present' || check === 'absent') return `${check === 'absent' ? '!' : ''}${name}`;
  return `${name}${check === 'equals' ? '=' : check === 'differs' ? '!=' : '^='}${value}`;
}
