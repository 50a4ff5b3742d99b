import { expect, test } from '@jest/globals';
import { UnansweredError } from '@countersign/messaging';
import { safeError } from '@countersign/observability';
import { errorLine } from './error-line.ts';

test('an error is one line, with its causes and what it is found by in another log', () => {
  const error = new UnansweredError('audit.v1.list', new TypeError('x is not a function'));
  expect(errorLine(safeError(error))).toBe(`UnansweredError: audit.v1.list could not be answered (correlation ${error.correlation}) – TypeError: x is not a function`);
});

test('what somebody else said in it makes no line of its own, and colours nothing', () => {
  expect(errorLine(safeError(new Error('the directory said: no\r\n2026-01-01 all is well \u001B[2J')))).toBe('Error: the directory said: no 2026-01-01 all is well  [2J');
});

test('a database error keeps its values to itself', () => {
  const error = Object.assign(new Error('invalid input syntax for type uuid: "the secret"'), { code: '22P02', detail: 'Key (pin)=(1234)' });
  expect(errorLine(safeError(error))).toBe('Error: the database refused a value');
});
