import { beforeEach, expect, test } from '@jest/globals';
import { BackgroundLog } from './background-log.ts';

let [lines, now, held]: [string[], number, (() => void)[]] = [[], 0, []];
let log: BackgroundLog;
const since = 0;
const gone = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

beforeEach(() => {
  [lines, now, held] = [[], 100_000, []];
  log = new BackgroundLog({ print: (line) => lines.push(line), now: () => now, later: (work) => held.push(work) });
});
const later = (): void => {
  for (const work of held.splice(0)) work();
};

test('the same error is a line once in ten seconds, with how many there were', () => {
  for (let index = 0; index < 5; index += 1) log.error(new Error('no such thing'));
  expect(lines).toEqual(['Error: no such thing']);
  now += 10_001;
  log.error(new Error('no such thing'));
  expect(lines.slice(1)).toEqual(['Error: no such thing (and 4 more of these)']);
});

test('of a database that does not answer only its health tells; other errors are told meanwhile', () => {
  log.error(gone);
  log.health({ check: 'database', outcome: 'timeout', services: ['auth'], since });
  log.error(gone);
  log.error(new Error('Query read timeout'));
  log.error(new Error('auth.v1.ready could not be answered', { cause: gone }));
  log.error(new Error('something else'));
  log.health({ check: 'database', outcome: 'up', services: ['auth'], since });
  log.error(gone);
  later();
  expect(lines.map((line) => line.slice(0, 24))).toEqual(['The database does not an', 'Error: something else', 'The database answers aga']);
});

test('a connection that was lost while the database is well is told after a while', () => {
  log.error(gone);
  expect(lines).toEqual([]);
  later();
  expect(lines).toEqual(['Error: connect ECONNREFUSED']);
});
