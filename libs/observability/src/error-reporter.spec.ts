import { expect, test } from '@jest/globals';
import { createLogger, errorReporter } from './index.ts';

function reporter() {
  const lines: Record<string, unknown>[] = [];
  const clock = { now: 0 };
  const logger = createLogger({
    service: 'auth', replica: 'a', level: 'info', destination: { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  });
  return { lines, clock, report: errorReporter(logger, () => clock.now) };
}

test('the same error is one line in ten seconds, and the next one says how many there were', () => {
  const { lines, clock, report } = reporter();
  for (clock.now = 0; clock.now < 9999; clock.now += 10) report(new Error('NATS is away'), 'waiting');
  expect(lines).toMatchObject([{ level: 'warn', msg: 'waiting', err: { message: 'NATS is away' } }]);
  clock.now = 10_000;
  report(new Error('NATS is away'), 'waiting');
  expect(lines[1]).toMatchObject({ suppressed: 999 });
  clock.now = 20_000;
  report(new Error('NATS is away'), 'waiting');
  expect(lines[2]).not.toHaveProperty('suppressed');
});

test('different errors are different lines', () => {
  const { lines, report } = reporter();
  report(new Error('one'));
  report(new Error('two'));
  report(new TypeError('one'));
  report(Object.assign(new Error('one'), { code: 'ECONNREFUSED' }));
  report(new Error('one'), 'elsewhere');
  report('c4n4ry');
  expect(lines).toHaveLength(6);
  expect(JSON.stringify(lines)).not.toContain('c4n4ry');
});

test('a correlation is written down, and makes no other line of the same error', () => {
  const { lines, report } = reporter();
  report(Object.assign(new Error('could not be answered', { cause: new TypeError('x is not a function') }), { correlation: 'c0ffee' }));
  report(Object.assign(new Error('could not be answered', { cause: new TypeError('x is not a function') }), { correlation: 'decade' }));
  expect(lines).toMatchObject([{ err: { correlation: 'c0ffee', cause: { type: 'TypeError', message: 'x is not a function' } } }]);
  report(Object.assign(new Error('with another thing of that name'), { correlation: 'a password' }));
  expect(JSON.stringify(lines[1])).not.toContain('a password');
});

test('what was asked and why it failed tell errors apart that say the same', () => {
  const { lines, report } = reporter();
  const unanswered = (cause: Error): Error => new Error('could not be answered', { cause });
  report(unanswered(new Error('the deadline is over')));
  report(unanswered(new Error('a column is not there')));
  report(unanswered(Object.assign(new Error('a column is not there'), { code: '42703' })));
  report(unanswered(new Error('query', { cause: new Error('a column is not there') })));
  for (const subject of ['auth.v1.unused', 'auth.v2.last-uses', 'a password']) report(Object.assign(new Error('internal-error'), { subject, correlation: 'c0ffee' }));
  expect(lines).toHaveLength(7);
  expect(lines[4]).toMatchObject({ err: { subject: 'auth.v1.unused' } });
  expect(JSON.stringify(lines)).not.toContain('a password');
});

test('ever new messages take no more memory: the oldest are forgotten', () => {
  const { lines, report } = reporter();
  for (let index = 0; index < 100; index += 1) report(new Error(`message ${index}`));
  report(new Error('message 1'));
  expect(lines).toHaveLength(100);
  report(new Error('one more'));
  report(new Error('message 0'));
  expect(lines).toHaveLength(102);
});
